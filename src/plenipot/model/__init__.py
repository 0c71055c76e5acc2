"""What every room needs: namespaces, terms, dates, names of classes, and where the files of a release stand."""
