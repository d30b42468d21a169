//! Words that anybody who knows the person would try.

/// Characters that must be left of a password when those words are taken out.
const OF_ITS_OWN: usize = 8;

/// Words of this program and of passwords as such.
const OURS: [&str; 3] = ["muster", "password", "cmmc"];

/// Whether `password` holds such words, and fewer letters and digits of its own than nobody could try out.
pub fn is_little_more(password: &str, known: &[&str]) -> bool {
    let lower: Vec<String> = known.iter().map(|text| text.to_lowercase()).collect();
    let mut words: Vec<&str> =
        lower.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).collect();
    words.extend(OURS);
    words.retain(|word| word.chars().count() > 2);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let whole = password.to_lowercase();
    let rest = words.into_iter().fold(whole.clone(), |rest, word| rest.replace(word, " "));
    rest != whole && rest.chars().filter(|c| c.is_alphanumeric()).count() < OF_ITS_OWN
}
