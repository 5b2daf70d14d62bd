"""What three services need and that holds no shop word."""
