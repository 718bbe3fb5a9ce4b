"""The Flask face: surfaces that take, ask and show."""
