//! What becomes of a page.

use super::*;

const PAGE: &str = r#"<p autofocus>Other</p>
        <form method="post" action="/a&amp;b"><input type="hidden" name="row" value="1"><button>Go</button></form>
        <details><summary>More</summary>
        <form id="it" method="post" action="/a&amp;b" data-draft="/d">
        <input type="hidden" name="row" value="2"><input type="hidden" name="version" value="7">
        <input name="title" value="old"><input name="title" value="">
        <textarea name="text">
old</textarea>
        <input type="radio" name="mark" value="met" checked><input type="radio" name="mark" value="not_met">
        <select name="who"><option value="" selected>Nobody</option><option value="x">X &amp; Y</option></select>
        <button name="then" value="next">Save and next</button></form></details>
        <input type="checkbox" name="pick" value="p" form="it"><input type="checkbox" name="pick" value="q" checked>"#;

fn back(fields: &[(&str, &str)]) -> Option<String> {
    let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let typed = Refill { path: "/a&b", fields: fields.iter().collect(), token: "t", note: "<b>Note</b>" };
    put_back(PAGE, &typed).unwrap()
}

#[test]
fn everything_typed_finds_its_place_in_the_form_it_was_typed_in() {
    let typed = [
        ("row", "2"),
        ("version", "6"),
        ("title", "one \"1\""),
        ("title", "<two>"),
        ("text", "\n&amp;</textarea>"),
        ("mark", "not_met"),
        ("who", "x"),
        ("pick", "p"),
        ("then", "next"),
    ];
    insta::assert_snapshot!(back(&typed).unwrap());
}

#[test]
fn what_has_no_place_or_is_of_another_record_is_not_put_anywhere() {
    assert!(back(&[("row", "2"), ("version", "6")]).is_some());
    for wrong in
        [("row", "3"), ("mark", "maybe"), ("who", "y"), ("more", "typed"), ("pick", "q"), ("then", "stay")]
    {
        assert_eq!(back(&[wrong]), None, "{wrong:?}");
    }
    assert_eq!(back(&[("title", "1"), ("title", "2"), ("title", "3")]), None);
}
