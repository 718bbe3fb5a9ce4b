"""Films for an appeal: made from its photos and facts, or brought along; libav does the coding."""
