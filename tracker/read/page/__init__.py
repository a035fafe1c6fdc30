"""What is found on a page: which elements are the document, which the site's."""
