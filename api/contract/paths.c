#include "api/contract/paths.h"

#include "api/contract/examples_json.h"
#include "api/contract/parameters_json.h"
#include "api/contract/problems.h"
#include "api/json/json_scan.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 64 };

// ---------------------------------------------------------------- what is refused

// The codes of one status among those that the route is refused with.
static uint64_t codes_with(const Document *document, const ApiRoute *route, unsigned status) {
    uint64_t of_api = route->call < API_TOPICS ? call_refusals(route->call) : 0, codes = 0;
    for (ApiCode code = API_BAD_JSON; code < API_CODES; code++) {
        bool answered = (of_api >> code & 1) != 0 || document->service->may_answer(route, code);
        if (answered && document->service->status_of(code) == status) {
            codes |= UINT64_C(1) << code;
        }
    }
    return codes;
}

// The position of the set, which is added if it is new.
static size_t find_set(Document *document, const ApiRoute *route, unsigned status, uint64_t codes) {
    size_t i = 0;
    for (; i < document->refusal_count; i++) {
        if (document->refusals[i].status == status && document->refusals[i].codes == codes) {
            return i;
        }
    }
    if (i == DOCUMENT_MAX_REFUSALS) {
        document->writer->buffer.failed = true;
        return 0;
    }
    document->refusals[document->refusal_count++] = (RefusalSet){status, codes, *route};
    return i;
}

static void set_name(const RefusalSet *set, size_t index, char name[NAME_SIZE]) {
    snprintf(name, NAME_SIZE, "%u.%zu", set->status, index);
}

static void write_refusals(Document *document, const ApiRoute *route) {
    for (unsigned status = 400; status < 600; status++) {
        uint64_t codes = codes_with(document, route, status);
        if (codes == 0) {
            continue;
        }
        size_t index = find_set(document, route, status, codes);
        char key[NAME_SIZE], name[NAME_SIZE], path[NAME_SIZE * 2];
        snprintf(key, sizeof key, "%u", status);
        set_name(&document->refusals[index], index, name);
        snprintf(path, sizeof path, "#/components/responses/%s", name);
        json_key(document->writer, key);
        json_begin_object(document->writer);
        json_member_string(document->writer, "$ref", path);
        json_end_object(document->writer);
    }
}

// ---------------------------------------------------------------- header fields

static void write_header_refs(const Document *document, const ApiRoute *route, ApiCode code) {
    JsonWriter *writer = document->writer;
    json_key(writer, "headers");
    json_begin_object(writer);
    for (const ApiHeader *header = document->service->reply_headers; header->name != NULL;
         header++) {
        if (header->is_on(route, code)) {
            char path[NAME_SIZE * 2];
            snprintf(path, sizeof path, "#/components/headers/%s", header->name);
            json_key(writer, header->name);
            json_begin_object(writer);
            json_member_string(writer, "$ref", path);
            json_end_object(writer);
        }
    }
    json_end_object(writer);
}

static void write_pattern(JsonWriter *writer, const char *pattern) {
    json_key(writer, "schema");
    json_begin_object(writer);
    json_member_string(writer, "type", "string");
    if (pattern != NULL) {
        json_member_string(writer, "pattern", pattern);
    }
    json_end_object(writer);
}

void paths_write_headers(const Document *document) {
    JsonWriter *writer = document->writer;
    json_key(writer, "headers");
    json_begin_object(writer);
    for (const ApiHeader *header = document->service->reply_headers; header->name != NULL;
         header++) {
        json_key(writer, header->name);
        json_begin_object(writer);
        json_member_string(writer, "description", header->summary);
        json_member_bool(writer, "required", true);
        write_pattern(writer, header->pattern);
        json_end_object(writer);
    }
    json_end_object(writer);
}

// ---------------------------------------------------------------- the components

static ApiCode first_code(uint64_t codes) {
    ApiCode code = API_BAD_JSON;
    while ((codes >> code & 1) == 0) {
        code++;
    }
    return code;
}

// "`bad-json`: ... `bad-query`: ..."
static void write_meanings(JsonWriter *writer, uint64_t codes) {
    TextBuffer text = {0};
    for (ApiCode code = API_BAD_JSON; code < API_CODES; code++) {
        if ((codes >> code & 1) != 0) {
            text_add_string(&text, text.size > 0 ? "\n" : "");
            text_add_string(&text, "- `");
            text_add_string(&text, api_code_name(code));
            text_add_string(&text, "`: ");
            text_add_string(&text, problem_summary(code));
        }
    }
    writer->buffer.failed = writer->buffer.failed || text.failed;
    json_member_string(writer, "description", text.failed ? "" : text.text);
    text_discard(&text);
}

static void write_set(const Document *document, const RefusalSet *set) {
    JsonWriter *writer = document->writer;
    json_begin_object(writer);
    write_meanings(writer, set->codes);
    write_header_refs(document, &set->route, first_code(set->codes));
    json_key(writer, "content");
    json_begin_object(writer);
    json_key(writer, "application/problem+json");
    json_begin_object(writer);
    json_key(writer, "schema");
    problems_write_one_of(writer, set->codes);
    json_end_object(writer);
    json_end_object(writer);
    json_end_object(writer);
}

void paths_write_refusals(Document *document) {
    json_key(document->writer, "responses");
    json_begin_object(document->writer);
    for (size_t i = 0; i < document->refusal_count; i++) {
        char name[NAME_SIZE];
        set_name(&document->refusals[i], i, name);
        json_key(document->writer, name);
        write_set(document, &document->refusals[i]);
    }
    json_end_object(document->writer);
}

// ---------------------------------------------------------------- what is answered

static void write_json_form(const Document *document, const ApiRoute *route, const char *schema) {
    json_begin_object(document->writer);
    json_key(document->writer, "schema");
    schema_ref(document->writer, schema);
    if (strcmp(route->method, "HEAD") != 0) {
        examples_write_answers(document, route->call);
    }
    json_end_object(document->writer);
}

static void write_text_form(JsonWriter *writer) {
    json_begin_object(writer);
    write_pattern(writer, NULL);
    json_end_object(writer);
}

static void write_content(const Document *document, const ApiRoute *route, const CallRow *row) {
    JsonWriter *writer = document->writer;
    json_key(writer, "content");
    json_begin_object(writer);
    json_key(writer, api_format_type(API_JSON));
    write_json_form(document, route, row->reply);
    for (ApiFormat format = API_TEXT; format < API_FORMATS; format++) {
        if ((route->formats >> format & 1) != 0) {
            json_key(writer, api_format_type(format));
            write_text_form(writer);
        }
    }
    json_end_object(writer);
}

static void write_success(const Document *document, const ApiRoute *route, ApiCode code,
                          const char *text, const CallRow *row) {
    char status[NAME_SIZE];
    snprintf(status, sizeof status, "%u", document->service->status_of(code));
    json_key(document->writer, status);
    json_begin_object(document->writer);
    json_member_string(document->writer, "description", text);
    write_header_refs(document, route, code);
    if (row != NULL && row->reply != NULL) {
        write_content(document, route, row);
    }
    json_end_object(document->writer);
}

static void write_responses(Document *document, const ApiRoute *route) {
    const CallRow *row = call_row(route->call);
    json_key(document->writer, "responses");
    json_begin_object(document->writer);
    write_success(document, route, row->success, row->summary, row);
    if (document->service->may_answer(route, API_NOT_MODIFIED)) {
        write_success(document, route, API_NOT_MODIFIED, "The client knows the answer already.",
                      NULL);
    }
    write_refusals(document, route);
    json_end_object(document->writer);
}

// ---------------------------------------------------------------- what is taken

static void write_request_headers(const Document *document, const ApiRoute *route) {
    JsonWriter *writer = document->writer;
    for (const ApiHeader *header = document->service->request_headers; header->name != NULL;
         header++) {
        if (header->is_on(route, API_OK)) {
            json_begin_object(writer);
            json_member_string(writer, "name", header->name);
            json_member_string(writer, "in", "header");
            json_member_string(writer, "description", header->summary);
            write_pattern(writer, header->pattern);
            json_end_object(writer);
        }
    }
}

static void write_parameters(const Document *document, const ApiRoute *route) {
    json_key(document->writer, "parameters");
    json_begin_array(document->writer);
    parameters_write(document->writer, call_parameters(route->call));
    write_request_headers(document, route);
    json_end_array(document->writer);
}

static void write_body(const Document *document, const ApiRoute *route, const CallRow *row) {
    JsonWriter *writer = document->writer;
    json_key(writer, "requestBody");
    json_begin_object(writer);
    json_member_bool(writer, "required", route->body == API_BODY_REQUIRED);
    json_member_uint(writer, "x-max-body-bytes", route->body_limit);
    json_key(writer, "content");
    json_begin_object(writer);
    json_key(writer, api_format_type(API_JSON));
    json_begin_object(writer);
    json_key(writer, "schema");
    schema_ref(writer, row->request);
    schema_add_number(writer, "x-max-depth", JSON_MAX_DEPTH);
    schema_add_number(writer, "x-max-elements", JSON_MAX_ALL_ELEMENTS);
    examples_write_bodies(document, route->call);
    json_end_object(writer);
    json_end_object(writer);
    json_end_object(writer);
}

// ---------------------------------------------------------------- one operation

static void begin_operation(JsonWriter *writer, const CallRow *row, const char *prefix,
                            const char *id) {
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%s%s", prefix, id);
    json_begin_object(writer);
    json_member_string(writer, "operationId", name);
    json_key(writer, "tags");
    json_begin_array(writer);
    json_string(writer, row->tag);
    json_end_array(writer);
}

static void write_operation(Document *document, const ApiRoute *route) {
    JsonWriter *writer = document->writer;
    const CallRow *row = call_row(route->call);
    begin_operation(writer, row, "", row->id);
    json_member_string(writer, "summary", row->summary);
    if (row->text != NULL) {
        json_member_string(writer, "description", row->text);
    }
    write_parameters(document, route);
    if (row->request != NULL) {
        write_body(document, route, row);
    }
    write_responses(document, route);
    json_end_object(writer);
}

static void write_head(Document *document, const ApiRoute *route) {
    const CallRow *row = call_row(route->call);
    ApiRoute head = *route;
    head.method = "HEAD";
    begin_operation(document->writer, row, "head-", row->id);
    json_member_string(document->writer, "summary", "The header fields of GET, without its body");
    write_parameters(document, route);
    write_responses(document, &head);
    json_end_object(document->writer);
}

static void write_options(Document *document, const ApiRoute *route) {
    const CallRow *row = call_row(route->call);
    ApiRoute options = {.method = "OPTIONS", .path = route->path, .call = API_TOPICS};
    begin_operation(document->writer, row, "options-", row->id);
    json_member_string(document->writer, "summary", "The methods of this path, in Allow");
    json_key(document->writer, "responses");
    json_begin_object(document->writer);
    write_success(document, &options, API_NO_CONTENT, "The methods of this path.", NULL);
    write_refusals(document, &options);
    json_end_object(document->writer);
    json_end_object(document->writer);
}

// ---------------------------------------------------------------- paths

static void write_pieces(JsonWriter *writer, const char *path) {
    json_key(writer, "parameters");
    json_begin_array(writer);
    for (const char *at = strchr(path, '{'); at != NULL; at = strchr(at, '{')) {
        at++;
        piece_write(writer, call_piece(at, strcspn(at, "}")));
    }
    json_end_array(writer);
}

static void write_method(Document *document, const ApiRoute *route) {
    static const struct {
        const char *method, *key;
    } keys[] = {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"DELETE", "delete"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].method, route->method) == 0) {
            json_key(document->writer, keys[i].key);
            write_operation(document, route);
        }
    }
    if (strcmp(route->method, "GET") == 0) {
        json_key(document->writer, "head");
        write_head(document, route);
    }
}

static void write_path(Document *document, const ApiRoute *first) {
    ApiRoute route;
    json_key(document->writer, first->path);
    json_begin_object(document->writer);
    write_pieces(document->writer, first->path);
    for (size_t i = 0; document->service->route(i, &route); i++) {
        if (strcmp(route.path, first->path) == 0) {
            write_method(document, &route);
        }
    }
    json_key(document->writer, "options");
    write_options(document, first);
    json_end_object(document->writer);
}

static bool is_first_of_path(const Document *document, size_t index, const char *path) {
    ApiRoute route;
    for (size_t i = 0; i < index && document->service->route(i, &route); i++) {
        if (strcmp(route.path, path) == 0) {
            return false;
        }
    }
    return true;
}

void paths_write(Document *document) {
    ApiRoute route;
    json_key(document->writer, "paths");
    json_begin_object(document->writer);
    for (size_t i = 0; document->service->route(i, &route); i++) {
        if (is_first_of_path(document, i, route.path)) {
            write_path(document, &route);
        }
    }
    json_end_object(document->writer);
}
