"""Pictures and files: originals kept byte for byte, derivatives made from them, posters."""
