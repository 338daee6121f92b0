//! Cases with their endings → a script that says the same, as text.

use std::fmt::Write;

use crate::case::{Answered, Ending, Step, Value};

/// A script, and which case and step each of its lines is.
pub struct Script {
    pub text: String,
    /// Line 1 is the first. Lines that are no step have none.
    pub lines: Vec<Option<(usize, usize)>>,
}

/// How modules stand in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modules {
    /// As their very bytes, each directive on one line.
    Binary,
    /// As people read them.
    Text,
}

pub fn script(cases: &[Answered], modules: Modules) -> Script {
    let mut script = Script { text: String::new(), lines: Vec::new() };
    for (number, case) in cases.iter().enumerate() {
        for (place, (step, ending)) in case.case.steps.iter().zip(&case.endings).enumerate() {
            // Scripts can call without a word on the results, but not read.
            if let (Step::Get { .. }, Ending::Results(values)) = (step, ending)
                && values.contains(&Value::Other)
            {
                continue;
            }
            script.line(&directive(case, number, step, ending, modules), Some((number, place)));
            if let Step::Instantiate { module } = step
                && let Ending::Results(_) = ending
            {
                script.line(&format!("(register \"m{module}\" $c{number}m{module})"), None);
            }
        }
    }
    script
}

impl Script {
    fn line(&mut self, text: &str, step: Option<(usize, usize)>) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines.push(step);
    }
}

fn directive(
    case: &Answered,
    number: usize,
    step: &Step,
    ending: &Ending,
    modules: Modules,
) -> String {
    let action = match step {
        Step::Instantiate { module } => {
            let name = match ending {
                Ending::Results(_) => format!(" $c{number}m{module}"),
                _ => String::new(),
            };
            let bytes = &case.case.modules[*module];
            let text = match modules {
                Modules::Binary => None,
                Modules::Text => wasmprinter::print_bytes(bytes).ok(),
            };
            match text.as_deref().and_then(|text| text.strip_prefix("(module")) {
                Some(text) => format!("(module{name}{}", text.trim_end()),
                None => format!("(module{name} binary \"{}\")", escaped(bytes)),
            }
        }
        Step::Call { module, export, arguments } => {
            let arguments: String =
                arguments.iter().map(|value| format!(" {}", constant(*value))).collect();
            format!("(invoke $c{number}m{module} \"{}\"{arguments})", escaped(export.as_bytes()))
        }
        Step::Get { module, export } => {
            format!("(get $c{number}m{module} \"{}\")", escaped(export.as_bytes()))
        }
    };
    match ending {
        Ending::Results(_) if matches!(step, Step::Instantiate { .. }) => action,
        Ending::Results(values) if values.contains(&Value::Other) => action,
        Ending::Results(values) => {
            let values: String =
                values.iter().map(|value| format!(" {}", constant(*value))).collect();
            format!("(assert_return {action}{values})")
        }
        Ending::Trap(message) => format!("(assert_trap {action} \"{message}\")"),
        Ending::Exception => format!("(assert_exception {action})"),
    }
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(3 * bytes.len());
    for &byte in bytes {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b' ' | b'_' | b'-' | b'.' => {
                text.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(text, "\\{byte:02x}")),
        }
    }
    text
}

fn constant(value: Value) -> String {
    match value {
        Value::I32(bits) => format!("(i32.const {:#x})", bits),
        Value::I64(bits) => format!("(i64.const {:#x})", bits),
        Value::F32(bits) => format!("(f32.const {})", float(u64::from(bits), 32, 23)),
        Value::F64(bits) => format!("(f64.const {})", float(bits, 64, 52)),
        Value::V128(bits) => {
            format!("(v128.const i64x2 {:#x} {:#x})", bits as u64, (bits >> 64) as u64)
        }
        Value::Null(heap) => format!("(ref.null {heap})"),
        Value::Extern(number) => format!("(ref.extern {number})"),
        Value::Function => String::from("(ref.func)"),
        Value::Other => String::from("(ref.any)"),
    }
}

/// A float's bits in hexadecimal text.
fn float(bits: u64, width: u32, mantissa: u32) -> String {
    let sign = if bits >> (width - 1) == 1 { "-" } else { "" };
    let payload = bits & ((1 << mantissa) - 1);
    let greatest = (1_i64 << (width - 1 - mantissa)) - 1;
    let exponent = (bits >> mantissa) as i64 & greatest;
    let digits = mantissa.div_ceil(4);
    let fraction = payload << (4 * digits - mantissa);
    let bias = greatest >> 1;
    match exponent {
        _ if exponent == greatest && payload == 0 => format!("{sign}inf"),
        _ if exponent == greatest => format!("{sign}nan:{payload:#x}"),
        0 if payload == 0 => format!("{sign}0"),
        0 => format!("{sign}0x0.{fraction:0width$x}p{}", 1 - bias, width = digits as usize),
        _ => format!("{sign}0x1.{fraction:0width$x}p{}", exponent - bias, width = digits as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_keep_their_bits() {
        assert_eq!(float(u64::from(1.5_f32.to_bits()), 32, 23), "0x1.800000p0");
        assert_eq!(float(u64::from((-0.0_f32).to_bits()), 32, 23), "-0");
        assert_eq!(float(1, 64, 52), "0x0.0000000000001p-1022");
        assert_eq!(float(f64::NAN.to_bits(), 64, 52), "nan:0x8000000000000");
    }
}
