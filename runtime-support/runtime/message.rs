//! Lines for standard error, composed without `core::fmt`, which would double
//! the size of a small executable.

#[cfg(part = "network")]
use core::net::SocketAddr;

use crate::sys::process::write_stderr;

/// Writes the lines that `compose` puts together, all at once, so that lines of
/// several processes do not mix; what is longer than the buffer goes out in
/// pieces.
///
/// One copy for all lines, hence the trait object. Never part of its caller,
/// whose frame it would blow up by the buffer: every page of a frame is touched,
/// whether a message is written or not.
#[cold]
#[inline(never)]
pub fn print(compose: &dyn Fn(&mut Message)) {
    let mut message = Message::new();
    compose(&mut message);
    message.byte(b'\n');
    message.flush();
}

/// As [`print`], for a line that names its author.
#[cold]
#[inline(never)]
pub fn report(compose: &dyn Fn(&mut Message)) {
    print(&|message| {
        message.text("wasi2native runtime: ");
        compose(message);
    });
}

/// A number for what `compose` puts together, another one for another text: FNV-1a.
#[cfg(part = "explain")]
pub fn fingerprint(compose: &dyn Fn(&mut Message)) -> u64 {
    let mut message = Message { hash: Some(0xcbf2_9ce4_8422_2325), ..Message::new() };
    compose(&mut message);
    message.hash.unwrap_or_default()
}

/// Text that is being composed.
pub struct Message {
    bytes: [u8; 4096],
    /// How many of `bytes` are in use.
    length: usize,
    /// The hash of what it would be, where it is not to be written.
    #[cfg(part = "explain")]
    hash: Option<u64>,
}

impl Message {
    #[inline(always)]
    fn new() -> Message {
        Message {
            bytes: [0; 4096],
            length: 0,
            #[cfg(part = "explain")]
            hash: None,
        }
    }

    #[inline(never)]
    pub fn text(&mut self, text: &str) -> &mut Message {
        text.bytes().for_each(|byte| self.byte(byte));
        self
    }

    /// One line of several.
    pub fn line(&mut self, lines: &str, number: u8) -> &mut Message {
        let mut ahead = number;
        for byte in lines.bytes() {
            match (byte, ahead) {
                (b'\n', 0) => break,
                (b'\n', _) => ahead -= 1,
                (_, 0) => self.byte(byte),
                _ => {}
            }
        }
        self
    }

    #[inline(never)]
    pub fn decimal(&mut self, number: u64) -> &mut Message {
        // Twenty calls at most.
        if number >= 10 {
            self.decimal(number / 10);
        }
        self.byte(b'0' + (number % 10) as u8);
        self
    }

    pub fn hexadecimal(&mut self, number: u64) -> &mut Message {
        self.text("0x");
        // All zeros in front are left out, but for the last digit.
        let digits = (16 - number.leading_zeros() / 4).max(1);
        for position in (0..digits).rev() {
            self.byte(hexadecimal_digit((number >> (4 * position)) as u8));
        }
        self
    }

    /// In hexadecimal digits, and nothing else.
    #[cfg(part = "network")]
    pub fn hexadecimal_digits(&mut self, number: u64) -> &mut Message {
        if number >= 16 {
            self.hexadecimal_digits(number / 16);
        }
        self.byte(hexadecimal_digit(number as u8));
        self
    }

    /// Text of unknown origin. Control characters are spelt out, so that it
    /// cannot command the terminal; everything above ASCII stays, as UTF-8.
    pub fn escaped(&mut self, text: &[u8]) -> &mut Message {
        let mut rest = text;
        while let Some((&byte, tail)) = rest.split_first() {
            // The control characters U+0080 to U+009F are commands as well.
            let is_c1 = byte == 0xc2 && tail.first().is_some_and(|&next| next < 0xa0);
            if byte < 0x20 || byte == 0x7f || is_c1 {
                let code = if is_c1 { tail.first().copied().unwrap_or(0) } else { byte };
                self.text("\\x").byte_as_hexadecimal(code);
            } else {
                self.byte(byte);
            }
            rest = tail.get(usize::from(is_c1)..).unwrap_or_default();
        }
        self
    }

    /// An address and a port, as options have them.
    #[cfg(part = "network")]
    pub fn address(&mut self, address: SocketAddr) -> &mut Message {
        match address {
            SocketAddr::V4(address) => {
                for (place, part) in address.ip().octets().into_iter().enumerate() {
                    self.text(if place == 0 { "" } else { "." }).decimal(part.into());
                }
            }
            SocketAddr::V6(address) => {
                self.text("[").inet6(address.ip().segments()).text("]");
            }
        }
        self.text(":").decimal(address.port().into())
    }

    /// RFC 5952, "A Recommendation for IPv6 Text Representation": the longest run of zeros
    /// is left out.
    #[cfg(part = "network")]
    fn inet6(&mut self, segments: [u16; 8]) -> &mut Message {
        let (mut start, mut length) = (8, 1);
        for from in 0..8 {
            let zeros = segments.iter().skip(from).take_while(|&&segment| segment == 0).count();
            if zeros > length {
                (start, length) = (from, zeros);
            }
        }
        let mut place = 0;
        while place < 8 {
            if place == start {
                self.text("::");
                place += length;
                continue;
            }
            if place > 0 && place != start + length {
                self.text(":");
            }
            self.hexadecimal_digits(segments.get(place).copied().unwrap_or(0).into());
            place += 1;
        }
        self
    }

    /// What the program calls something, and its number among its like.
    pub fn named(&mut self, name: &[u8], kind: &str, index: u32) {
        if name.is_empty() {
            self.text(kind).decimal(index.into());
        } else {
            self.escaped(name).text(" (").text(kind).decimal(index.into()).text(")");
        }
    }

    #[inline(never)]
    fn byte_as_hexadecimal(&mut self, byte: u8) {
        self.byte(hexadecimal_digit(byte >> 4));
        self.byte(hexadecimal_digit(byte));
    }

    #[inline(never)]
    fn byte(&mut self, byte: u8) {
        #[cfg(part = "explain")]
        if let Some(hash) = &mut self.hash {
            *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            return;
        }
        if self.length == self.bytes.len() {
            self.flush();
        }
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    fn flush(&mut self) {
        write_stderr(self.bytes.get(..self.length).unwrap_or_default());
        self.length = 0;
    }
}

/// The digit for the lower four bits.
fn hexadecimal_digit(number: u8) -> u8 {
    match number & 15 {
        digit @ 0..=9 => b'0' + digit,
        digit => b'a' + digit - 10,
    }
}
