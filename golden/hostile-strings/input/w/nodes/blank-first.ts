

  x
