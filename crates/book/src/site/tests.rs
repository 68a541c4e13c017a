use super::*;

/// The relative luminance of a colour `#rrggbb` (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("two hexadecimal digits");
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { power_2_4((share + 0.055) / 1.055) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// A number from 0 to 1 to the power 2.4: the fifth root of its twelfth power, by Newton's method.
fn power_2_4(number: f64) -> f64 {
    let squared = number * number;
    let to_4 = squared * squared;
    let power = to_4 * to_4 * to_4;
    (0..60).fold(1.0, |root: f64, _| (4.0 * root + power / (root * root * root * root)) / 5.0)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The value of a custom property in the first rule of a theme.
fn property(theme: &str, name: &str) -> Option<&'static str> {
    let (_, rule) = STYLE.split_once(&format!("\n.{theme} {{"))?;
    let (rule, _) = rule.split_once('}')?;
    let (_, value) = rule.split_once(&format!("--{name}: "))?;
    value.split(';').next()
}

#[test]
fn black_on_white_is_the_largest_contrast() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-12);
    // The example of WCAG's understanding document: #767676 on white is just enough.
    assert!((4.5..4.6).contains(&contrast("#767676", "#ffffff")));
}

#[test]
fn what_stands_on_a_themes_ground_stands_out() {
    // The grounds of page and list of contents in mdBook's themes.
    for (theme, page, contents) in [
        ("light", "#ffffff", "#fafafa"),
        ("rust", "#e1e1db", "#3b2e2a"),
        ("coal", "#131516", "#292c2f"),
        ("navy", "#161923", "#282d3f"),
        ("ayu", "#0f141a", "#14191f"),
    ] {
        for (name, ground) in [
            ("links", page),
            ("icons", page),
            ("searchresults-header-fg", page),
            ("sidebar-active", contents),
        ] {
            if let Some(colour) = property(theme, name) {
                let contrast = contrast(colour, ground);
                assert!(contrast >= 4.5, "{theme}: {name} {colour} on {ground}: {contrast:.2}");
            }
        }
    }
    assert_eq!(property("navy", "links"), Some("#7ab8ee"));
}
