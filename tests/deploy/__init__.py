"""What stands under deploy/ is valid, and says what the code says."""
