// The OpenAPI document: what stands around the paths, which paths.c writes.
#include "api/contract/paths.h"

#include "api/contract/problems.h"
#include "api/contract/schemas.h"
#include "api/json/json_scan.h"
#include "api/session.h"
#include "api/views/views.h"

#include <stdio.h>

// The schemas of requests.
static const struct {
    const char *name;
    void (*write)(JsonWriter *writer);
} schemas[] = {
    {"NewSession", schema_new_session},
    {"Operations", schema_operations},
    {"NewObject", schema_new_object},
    {"NewBinding", schema_new_binding},
    {"NewCollection", schema_new_collection},
    {"Comparison", schema_comparison},
    {"Value", schema_value},
    {"Constant", schema_constant},
    {"Method", schema_method},
    {"NameText", schema_name_text},
    {"Identifier", schema_identifier},
    {"Attribute", schema_attribute},
    {"AssignableAttribute", schema_assignable},
    {"SlotName", schema_slot_name},
    {"ModuleName", schema_module_name},
    {"BindingName", schema_binding_name},
    {"TurnIdentifier", schema_turn_identifier},
    {"TurnModuleName", schema_turn_module_name},
    {"TurnName", schema_turn_name},
    {"Reference", schema_reference_text},
};

static const char about[] =
    "Sandheap keeps, for each session, a heap that behaves like CPython's memory, and tells what "
    "every operation does to it.\n\n"
    "Bodies are strict JSON (RFC 8259, UTF-8, no member twice, no NUL). A refusal is "
    "`application/problem+json` (RFC 9457) with a stable `code`; what was asked for did not "
    "happen, whatever the code. Answers have the members that stand here and no others in this "
    "version; a client should ignore members that it does not know.\n\n"
    "Some rules are none that JSON Schema has: `x-max-bytes` is the length of a text in UTF-8, "
    "`x-max-depth` and `x-max-elements` are the depth of a body and the elements of all its "
    "arrays, `x-max-body-bytes` is its length. `x-also-refused` says in words what else an "
    "operation is refused for with status 400. `x-python` is the statement of Python an operation "
    "stands for. `x-limits` are all limits with their names, as GET /v1/limits tells them.\n\n"
    "A path that is not here answers 404 (`not-found`), or 501 to a method that no path has "
    "(`method-unknown`); another method on a path that is here answers 405 "
    "(`method-not-allowed`) with `Allow`. Requests that the HTTP library refuses before anybody "
    "reads them (a malformed length, an overlong head, HTTP/2) get 400, 413, 414, 431 or 505 "
    "without a problem.";

static void write_info(JsonWriter *writer) {
    char version[32];
    snprintf(version, sizeof version, "1.0.%d", SESSION_MODEL_VERSION);
    json_key(writer, "info");
    json_begin_object(writer);
    json_member_string(writer, "title", "Sandheap");
    json_member_string(writer, "summary",
                       "A heap that behaves like CPython's memory, as a service.");
    json_member_string(writer, "version", version);
    json_member_string(writer, "description", about);
    json_end_object(writer);
    json_key(writer, "servers");
    json_begin_array(writer);
    json_begin_object(writer);
    json_member_string(writer, "url", "/");
    json_member_string(writer, "description", "The server that this document comes from.");
    json_end_object(writer);
    json_end_array(writer);
}

static void write_tags(JsonWriter *writer) {
    json_key(writer, "tags");
    json_begin_array(writer);
    for (const CallTag *tag = call_tags; tag->name != NULL; tag++) {
        json_begin_object(writer);
        json_member_string(writer, "name", tag->name);
        json_member_string(writer, "description", tag->summary);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void write_schemas(JsonWriter *writer) {
    json_key(writer, "schemas");
    json_begin_object(writer);
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        json_key(writer, schemas[i].name);
        schemas[i].write(writer);
    }
    schema_each_operation(writer);
    shapes_write(writer);
    problems_write(writer);
    json_end_object(writer);
}

// What GET /v1/limits tells.
static void write_limits(JsonWriter *writer, const ApiService *service) {
    ApiLimit limit;
    json_key(writer, "x-limits");
    json_begin_array(writer);
    for (size_t i = 0; api_limit(i, &limit); i++) {
        view_write_limit(writer, &limit);
    }
    for (size_t i = 0; i < service->limit_count; i++) {
        view_write_limit(writer, &service->limits[i]);
    }
    json_end_array(writer);
}

ApiReply api_openapi(const ApiService *service) {
    JsonWriter writer = {0};
    Document document = {.writer = &writer, .service = service};
    examples_play(&document.replies);
    json_begin_object(&writer);
    json_member_string(&writer, "openapi", "3.1.0");
    write_info(&writer);
    write_tags(&writer);
    write_limits(&writer, service);
    paths_write(&document);
    json_key(&writer, "components");
    json_begin_object(&writer);
    write_schemas(&writer);
    paths_write_refusals(&document);
    paths_write_headers(&document);
    json_end_object(&writer);
    json_end_object(&writer);
    examples_discard(&document.replies);
    ApiReply reply = {.code = API_OK};
    reply.body = text_take(&writer.buffer, &reply.size);
    return reply.body != NULL
               ? reply
               : api_problem(API_NO_MEMORY, "The server has no memory for this just now.");
}
