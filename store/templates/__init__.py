"""The templates of letters that come with gouji, and the phrases that they use."""
