// there
