"""The pages that people browse: made from the saved questions, one page for each kind of thing."""
