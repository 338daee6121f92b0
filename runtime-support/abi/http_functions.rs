//! The functions of `wasi:http`, as in `component_functions`, which has the other
//! interfaces. The first interface is our own: what an HTTP server needs that calls
//! the component.

/// The interface of the server's own needs. No component can import it: the name has
/// no colon.
pub const SERVE: &str = "serve";

/// Hands the rows to the macro named `$rows`.
macro_rules! http_functions {
    ($rows:ident) => {
        $rows! {
            "serve" {
                // The handles of the request that is being served, and of where its
                // response goes.
                "request" = serve_request() -> [I32], Nothing, [HTTP];
                "response-outparam" = serve_response_outparam() -> [I32], Nothing, [HTTP];
            }
            "wasi:http/types" {
                "http-error-code" = http_error_code(error: I32, result: I32) -> [], Nothing, [HTTP];
                "[constructor]fields" = fields_new() -> [I32], Nothing, [HTTP];
                "[static]fields.from-list" = fields_from_list(entries: I32, count: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]fields.get" = fields_get(fields: I32, name: I32, name_length: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]fields.has" = fields_has(fields: I32, name: I32, name_length: I32) -> [I32], Nothing, [HTTP];
                "[method]fields.set" = fields_set(fields: I32, name: I32, name_length: I32, values: I32, count: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]fields.delete" = fields_delete(fields: I32, name: I32, name_length: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]fields.append" = fields_append(fields: I32, name: I32, name_length: I32, value: I32, value_length: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]fields.entries" = fields_entries(fields: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]fields.clone" = fields_clone(fields: I32) -> [I32], Nothing, [HTTP];
                "[method]incoming-request.method" = incoming_request_method(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]incoming-request.path-with-query" = incoming_request_path_with_query(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]incoming-request.scheme" = incoming_request_scheme(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]incoming-request.authority" = incoming_request_authority(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]incoming-request.headers" = incoming_request_headers(request: I32) -> [I32], Nothing, [HTTP];
                "[method]incoming-request.consume" = incoming_request_consume(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[constructor]outgoing-request" = outgoing_request_new(headers: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-request.body" = outgoing_request_body(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]outgoing-request.method" = outgoing_request_method(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]outgoing-request.set-method" = outgoing_request_set_method(request: I32, method: I32, other: I32, other_length: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-request.path-with-query" = outgoing_request_path_with_query(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]outgoing-request.set-path-with-query" = outgoing_request_set_path_with_query(request: I32, is_some: I32, path: I32, path_length: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-request.scheme" = outgoing_request_scheme(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]outgoing-request.set-scheme" = outgoing_request_set_scheme(request: I32, is_some: I32, scheme: I32, other: I32, other_length: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-request.authority" = outgoing_request_authority(request: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]outgoing-request.set-authority" = outgoing_request_set_authority(request: I32, is_some: I32, authority: I32, authority_length: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-request.headers" = outgoing_request_headers(request: I32) -> [I32], Nothing, [HTTP];
                "[constructor]request-options" = request_options_new() -> [I32], Nothing, [HTTP];
                "[method]request-options.connect-timeout" = request_options_connect_timeout(options: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]request-options.set-connect-timeout" = request_options_set_connect_timeout(options: I32, is_some: I32, duration: I64) -> [I32], Nothing, [HTTP];
                "[method]request-options.first-byte-timeout" = request_options_first_byte_timeout(options: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]request-options.set-first-byte-timeout" = request_options_set_first_byte_timeout(options: I32, is_some: I32, duration: I64) -> [I32], Nothing, [HTTP];
                "[method]request-options.between-bytes-timeout" = request_options_between_bytes_timeout(options: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]request-options.set-between-bytes-timeout" = request_options_set_between_bytes_timeout(options: I32, is_some: I32, duration: I64) -> [I32], Nothing, [HTTP];
                "[method]response-outparam.send-informational" = response_outparam_send_informational(outparam: I32, status: I32, headers: I32, result: I32) -> [], Nothing, [HTTP];
                "[static]response-outparam.set" = response_outparam_set(outparam: I32, is_error: I32, value: I32, first: I32, second: I64, third: I32, fourth: I32, fifth: I32, sixth: I32) -> [], Nothing, [HTTP];
                "[method]incoming-response.status" = incoming_response_status(response: I32) -> [I32], Nothing, [HTTP];
                "[method]incoming-response.headers" = incoming_response_headers(response: I32) -> [I32], Nothing, [HTTP];
                "[method]incoming-response.consume" = incoming_response_consume(response: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]incoming-body.stream" = incoming_body_stream(body: I32, result: I32) -> [], Nothing, [HTTP];
                "[static]incoming-body.finish" = incoming_body_finish(body: I32) -> [I32], Nothing, [HTTP];
                "[method]future-trailers.subscribe" = future_trailers_subscribe(trailers: I32) -> [I32], Nothing, [HTTP];
                "[method]future-trailers.get" = future_trailers_get(trailers: I32, result: I32) -> [], Nothing, [HTTP];
                "[constructor]outgoing-response" = outgoing_response_new(headers: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-response.status-code" = outgoing_response_status_code(response: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-response.set-status-code" = outgoing_response_set_status_code(response: I32, status: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-response.headers" = outgoing_response_headers(response: I32) -> [I32], Nothing, [HTTP];
                "[method]outgoing-response.body" = outgoing_response_body(response: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]outgoing-body.write" = outgoing_body_write(body: I32, result: I32) -> [], Nothing, [HTTP];
                "[static]outgoing-body.finish" = outgoing_body_finish(body: I32, has_trailers: I32, trailers: I32, result: I32) -> [], Nothing, [HTTP];
                "[method]future-incoming-response.subscribe" = future_incoming_response_subscribe(future: I32) -> [I32], Nothing, [HTTP];
                "[method]future-incoming-response.get" = future_incoming_response_get(future: I32, result: I32) -> [], Nothing, [HTTP];
            }
            "wasi:http/outgoing-handler" {
                "handle" = outgoing_handle(request: I32, has_options: I32, options: I32, result: I32) -> [], Connect, [HTTP, CONNECT, OPENED, LOOKUP];
            }
        }
    };
}
