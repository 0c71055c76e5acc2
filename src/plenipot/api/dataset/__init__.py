"""The description of the dataset, its dumps and its sitemap."""
