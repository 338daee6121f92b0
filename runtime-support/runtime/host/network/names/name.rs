//! A name of a host, as text.

/// The most characters of a name. Source: RFC 1035, "Size limits": 255 bytes with
/// a length before each label and one at the end.
const MOST: usize = 253;

/// The most characters of a label.
const MOST_OF_LABEL: usize = 63;

/// A name that can be asked for: labels with dots between them. A dot at its end
/// means that nothing is to be added to it.
#[derive(Clone, Copy)]
pub struct Name {
    bytes: [u8; MOST + 1],
    length: usize,
}

impl Name {
    /// `None` for what no host can be called.
    pub fn new(text: &[u8]) -> Option<Name> {
        let labels = text.strip_suffix(b".").unwrap_or(text);
        if labels.len() > MOST {
            return None;
        }
        let is_label = |label: &[u8]| {
            !label.is_empty() && label.len() <= MOST_OF_LABEL && label.iter().all(is_usable)
        };
        if !labels.split(|&byte| byte == b'.').all(is_label) {
            return None;
        }
        let mut name = Name { bytes: [0; MOST + 1], length: text.len() };
        name.bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(name)
    }

    /// This name below a domain. `None` where both together are too long.
    pub fn below(&self, domain: &[u8]) -> Option<Name> {
        let mut text = [0; 2 * (MOST + 1)];
        let (own, rest) = text.split_at_mut_checked(self.length)?;
        own.copy_from_slice(self.text());
        let (dot, rest) = rest.split_first_mut()?;
        *dot = b'.';
        let domain = domain.strip_suffix(b".").unwrap_or(domain);
        rest.get_mut(..domain.len())?.copy_from_slice(domain);
        Name::new(text.get(..self.length + 1 + domain.len())?)
    }

    /// As it was given.
    pub fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Without the dot at its end.
    pub fn labels(&self) -> &[u8] {
        self.text().strip_suffix(b".").unwrap_or(self.text())
    }

    /// Whether nothing is to be added to it.
    pub fn is_absolute(&self) -> bool {
        self.text().ends_with(b".")
    }

    pub fn dot_count(&self) -> usize {
        self.labels().iter().filter(|&&byte| byte == b'.').count()
    }

    /// Names are the same in capitals. Source: RFC 1035, "Character Case".
    pub fn is(&self, other: &[u8]) -> bool {
        self.labels().eq_ignore_ascii_case(other.strip_suffix(b".").unwrap_or(other))
    }
}

/// Hosts have letters, digits and hyphens in their names, and some an underscore.
fn is_usable(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
