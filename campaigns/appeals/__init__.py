"""The public campaign of a case: page, hashtag, channels."""
