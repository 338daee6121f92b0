//! What can go wrong: `wasi:http/types.error-code`.

macro_rules! error_codes {
    ($($name:ident = $wit:literal;)*) => {
        /// A case of the variant, in its order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        // Some only a handler can say.
        #[allow(dead_code)]
        pub enum Case {
            $($name,)*
        }

        impl Case {
            const NAMES: &[&str] = &[$($wit,)*];
        }
    };
}

error_codes! {
    DnsTimeout = "DNS-timeout";
    DnsError = "DNS-error";
    DestinationNotFound = "destination-not-found";
    DestinationUnavailable = "destination-unavailable";
    DestinationIpProhibited = "destination-IP-prohibited";
    DestinationIpUnroutable = "destination-IP-unroutable";
    ConnectionRefused = "connection-refused";
    ConnectionTerminated = "connection-terminated";
    ConnectionTimeout = "connection-timeout";
    ConnectionReadTimeout = "connection-read-timeout";
    ConnectionWriteTimeout = "connection-write-timeout";
    ConnectionLimitReached = "connection-limit-reached";
    TlsProtocolError = "TLS-protocol-error";
    TlsCertificateError = "TLS-certificate-error";
    TlsAlertReceived = "TLS-alert-received";
    HttpRequestDenied = "HTTP-request-denied";
    HttpRequestLengthRequired = "HTTP-request-length-required";
    HttpRequestBodySize = "HTTP-request-body-size";
    HttpRequestMethodInvalid = "HTTP-request-method-invalid";
    HttpRequestUriInvalid = "HTTP-request-URI-invalid";
    HttpRequestUriTooLong = "HTTP-request-URI-too-long";
    HttpRequestHeaderSectionSize = "HTTP-request-header-section-size";
    HttpRequestHeaderSize = "HTTP-request-header-size";
    HttpRequestTrailerSectionSize = "HTTP-request-trailer-section-size";
    HttpRequestTrailerSize = "HTTP-request-trailer-size";
    HttpResponseIncomplete = "HTTP-response-incomplete";
    HttpResponseHeaderSectionSize = "HTTP-response-header-section-size";
    HttpResponseHeaderSize = "HTTP-response-header-size";
    HttpResponseBodySize = "HTTP-response-body-size";
    HttpResponseTrailerSectionSize = "HTTP-response-trailer-section-size";
    HttpResponseTrailerSize = "HTTP-response-trailer-size";
    HttpResponseTransferCoding = "HTTP-response-transfer-coding";
    HttpResponseContentCoding = "HTTP-response-content-coding";
    HttpResponseTimeout = "HTTP-response-timeout";
    HttpUpgradeFailed = "HTTP-upgrade-failed";
    HttpProtocolError = "HTTP-protocol-error";
    LoopDetected = "loop-detected";
    ConfigurationError = "configuration-error";
    InternalError = "internal-error";
}

impl Case {
    pub fn name(self) -> &'static str {
        Case::NAMES.get(self as usize).copied().unwrap_or_default()
    }

    /// The name of a case by its number, which may be none.
    pub fn name_of(number: u32) -> Option<&'static str> {
        Case::NAMES.get(number as usize).copied()
    }
}

/// A case and what is known besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    pub case: Case,
    pub detail: Detail,
}

/// The payload of a case, where we have something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Nothing,
    /// Of the cases about bodies, in bytes.
    Size(u64),
    /// Of the cases that have a text first.
    Text(&'static str),
}

impl ErrorCode {
    pub const fn new(case: Case) -> ErrorCode {
        ErrorCode { case, detail: Detail::Nothing }
    }

    pub const fn size(case: Case, size: u64) -> ErrorCode {
        ErrorCode { case, detail: Detail::Size(size) }
    }

    pub const fn internal(text: &'static str) -> ErrorCode {
        ErrorCode { case: Case::InternalError, detail: Detail::Text(text) }
    }
}

impl From<Case> for ErrorCode {
    fn from(case: Case) -> ErrorCode {
        ErrorCode::new(case)
    }
}
