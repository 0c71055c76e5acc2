"""The service for people: server-rendered pages made from the saved questions."""
