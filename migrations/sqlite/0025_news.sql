-- What was called 'returned' while a returned objective was the only news.
update notices set kind = 'news' where kind = 'returned';
