"""What the product promises, checked by promise: see each folder's own first line."""
