update notices set kind = 'returned' where kind = 'news';
