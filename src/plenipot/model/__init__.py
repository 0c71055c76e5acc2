"""Shared by all packages: namespaces, RDF terms, dates, class names, saved questions and the files of a release."""
