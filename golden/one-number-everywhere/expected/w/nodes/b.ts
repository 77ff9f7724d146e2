// production
