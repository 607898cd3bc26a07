// The graph in DOT: read strictly, as far as its grammar is used, and held against the JSON.
#include "api/views/dot_text.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

#include <cjson/cJSON.h>
#include <ctype.h>

enum { MAX_TOKEN = 8192, MAX_NAMES = 4096, NAME_SIZE = 32 };

// ---------------------------------------------------------------- a reader of DOT

typedef struct {
    const char *at;
    char token[MAX_TOKEN];                // The last one; a quoted one begins with a quote.
    char declared[MAX_NAMES][NAME_SIZE];  // Nodes "n5" and their ports "n5:s0".
    size_t declared_count;
    int nodes, edges, garbage;
    int depth;
    bool in_garbage;
} Reader;

static void read_quoted(Reader *reader) {
    size_t size = 0;
    reader->token[size++] = *reader->at++;
    while (*reader->at != '"') {
        CHECK(*reader->at != '\0' && *reader->at != '\n' && size < MAX_TOKEN - 3);
        if (*reader->at == '\\') {
            reader->token[size++] = *reader->at++;
            CHECK(*reader->at != '\0');
        }
        reader->token[size++] = *reader->at++;
    }
    reader->at++;
    reader->token[size] = '\0';
}

static void read_token(Reader *reader) {
    size_t size = 0;
    reader->at += strspn(reader->at, " \n");
    if (*reader->at == '"') {
        read_quoted(reader);
        return;
    }
    while (isalnum((unsigned char)*reader->at) || *reader->at == '_') {
        reader->token[size++] = *reader->at++;
    }
    if (size == 0 && strncmp(reader->at, "->", 2) == 0) {
        reader->token[size++] = *reader->at++;
    }
    if ((size == 0 || reader->token[0] == '-') && *reader->at != '\0') {
        reader->token[size++] = *reader->at++;
    }
    reader->token[size] = '\0';
}

static bool is(const Reader *reader, const char *token) {
    return strcmp(reader->token, token) == 0;
}

static void expect(Reader *reader, const char *token) {
    read_token(reader);
    CHECK_STR(token, reader->token);
}

static void read_id(Reader *reader) {
    read_token(reader);
    CHECK(isalnum((unsigned char)reader->token[0]) || reader->token[0] == '"');
}

static void declare(Reader *reader, const char *node, const char *port, size_t port_size) {
    CHECK(reader->declared_count < MAX_NAMES);
    snprintf(reader->declared[reader->declared_count++], NAME_SIZE, "%s%s%.*s", node,
             port_size > 0 ? ":" : "", (int)port_size, port);
}

static void check_declared(const Reader *reader, const char *name) {
    bool found = false;
    for (size_t i = 0; !found && i < reader->declared_count; i++) {
        found = strcmp(reader->declared[i], name) == 0;
    }
    if (!found) {
        printf("  %s is not declared\n", name);
    }
    CHECK(found);
}

// Fields with bars between them; each may have a port, and then text without bare < > { } and blanks.
static void read_record(Reader *reader, const char *node, const char *label) {
    for (const char *at = label + 1; *at != '\0'; at++) {
        if (*at == '\\') {
            at++;
        } else if (*at == '<') {
            CHECK(at[-1] == '|');
            size_t size = strcspn(at + 1, ">");
            declare(reader, node, at + 1, size);
            at += size + 1;
        } else {
            CHECK(strchr(">{} ", *at) == NULL);
        }
    }
}

static void read_attributes(Reader *reader, const char *node) {
    bool is_record = false;
    do {
        char key[NAME_SIZE];
        read_id(reader);
        snprintf(key, sizeof key, "%.31s", reader->token);
        expect(reader, "=");
        read_id(reader);
        is_record = is_record || is(reader, "record");
        if (is_record && strcmp(key, "label") == 0) {
            read_record(reader, node, reader->token);
        }
        read_token(reader);
    } while (is(reader, ","));
    CHECK_STR("]", reader->token);
}

static void read_edge(Reader *reader, const char *from) {
    check_declared(reader, from);
    read_id(reader);
    check_declared(reader, reader->token);
    CHECK_INT(0, reader->depth);  // Inside a cluster it would draw the other end in.
    reader->edges++;
    read_token(reader);
    if (is(reader, "[")) {
        read_attributes(reader, from);
        reader->edges--;  // A weakref's, which holds nothing.
        read_token(reader);
    }
}

static void read_node_or_edge(Reader *reader) {
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%.31s", reader->token);
    read_token(reader);
    if (is(reader, ":")) {
        read_id(reader);
        size_t size = strlen(name);
        snprintf(name + size, sizeof name - size, ":%.8s", reader->token);
        read_token(reader);
        CHECK_STR("->", reader->token);
    }
    if (is(reader, "=")) {
        read_id(reader);
        read_token(reader);
    } else if (is(reader, "->")) {
        read_edge(reader, name);
    } else {
        CHECK_STR("[", reader->token);
        declare(reader, name, "", 0);
        read_attributes(reader, name);
        reader->nodes += name[0] == 'n' && isdigit((unsigned char)name[1]);
        reader->garbage += reader->in_garbage;
        read_token(reader);
    }
    CHECK_STR(";", reader->token);
}

static void read_statement(Reader *reader) {
    if (is(reader, "subgraph")) {
        read_id(reader);
        reader->in_garbage = is(reader, "cluster_garbage");
        expect(reader, "{");
        reader->depth++;
    } else if (is(reader, "}")) {
        reader->depth--;
        reader->in_garbage = false;
    } else {
        read_node_or_edge(reader);
    }
}

static void read_dot(Reader *reader, const char *text) {
    *reader = (Reader){.at = text};
    expect(reader, "digraph");
    read_id(reader);
    expect(reader, "{");
    for (read_token(reader); reader->depth > 0 || !is(reader, "}"); read_token(reader)) {
        CHECK(reader->token[0] != '\0');
        read_statement(reader);
    }
    CHECK_STR("\n", reader->at);
}

// ---------------------------------------------------------------- what it is held against

static char *ask_graph(ApiSession *session, ApiFormat format, const char *limit) {
    ApiInput input = {.parameters = {{"limit", limit}}, .parameter_count = 1, .format = format};
    ApiReply reply = api_call(session, API_CALL_GRAPH, &input);
    CHECK_INT(API_OK, reply.code);
    if (format == API_DOT) {
        CHECK_STR("text/vnd.graphviz; charset=utf-8", reply.type);
    }
    return reply.body;
}

// Nodes, and edges but those of caches, which DOT does not draw.
static void count_json(ApiSession *session, const char *limit, int *nodes, int *edges) {
    char *json = ask_graph(session, API_JSON, limit);
    cJSON *graph = cJSON_Parse(json);
    *nodes = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(graph, "nodes"));
    *edges = 0;
    const cJSON *edge = NULL;
    cJSON_ArrayForEach(edge, cJSON_GetObjectItemCaseSensitive(graph, "edges")) {
        const cJSON *from = cJSON_GetObjectItemCaseSensitive(edge, "from");
        const cJSON *kind = cJSON_GetObjectItemCaseSensitive(from, "kind");
        *edges += strcmp(kind->valuestring, "cache") != 0;
    }
    cJSON_Delete(graph);
    free(json);
}

static void check_graph(ApiSession *session, const char *limit, int garbage) {
    static Reader reader;
    int nodes = 0, edges = 0;
    count_json(session, limit, &nodes, &edges);
    char *text = ask_graph(session, API_DOT, limit);
    read_dot(&reader, text);
    CHECK_INT(nodes, reader.nodes);
    CHECK_INT(edges, reader.edges);
    CHECK_INT(garbage, reader.garbage);
    free(text);
}

static void an_empty_session_is_a_graph(void) {
    ApiSession *session = talk_begin();
    check_graph(session, "1000", 0);
    api_session_destroy(session);
}

static void every_reference_is_an_edge(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK,
                "{\"ops\": [{\"op\": \"class\", \"name\": \"P\", \"bases\": []},"
                "{\"op\": \"assign\", \"name\": \"p\", \"value\": {\"new\": \"P\"}},"
                "{\"op\": \"set_attr\", \"target\": \"p\", \"attr\": \"x\", \"value\": [1, 2, 3]},"
                "{\"op\": \"assign\", \"name\": \"w\", \"value\": {\"weakref\": \"p\"}},"
                "{\"op\": \"assign\", \"name\": \"c\", \"value\": [[]]},"
                "{\"op\": \"append\", \"target\": \"c\", \"value\": {\"ref\": \"c\"}},"
                "{\"op\": \"del\", \"name\": \"c\"},"
                "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"x\"]},"
                "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"x\": [\"y\"]}}]}");
    check_graph(session, "1000", 2);
    check_graph(session, "5", 0);
    talk_expect(session, API_OK,
                "{\"ops\": [{\"op\": \"gc\", \"debug_saveall\": true}, {\"op\": \"collect\"}]}");
    check_graph(session, "1000", 0);
    api_session_destroy(session);
}

// Of a list of a thousand slots a few are ports; the edges of the others begin at a port for all.
static void slots_beyond_the_ports_have_edges_too(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"a\", \"value\": []}");
    talk_expect(session, API_OK,
                "{\"op\": \"repeat\", \"times\": 100, \"ops\": [{\"op\": \"append\", \"target\": "
                "\"a\", \"value\": []}]}");
    check_graph(session, "1000", 0);
    char *text = ask_graph(session, API_DOT, "1000");
    CHECK(strstr(text, "|<more>76\\ more\"") != NULL);
    free(text);
    api_session_destroy(session);
}

static void what_was_left_out_is_said(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK,
                "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [\"x y\", [\"z z\"]]},"
                "{\"op\": \"assign\", \"name\": \"b\", \"value\": [\"v v\"]}]}");
    char *text = ask_graph(session, API_DOT, "4");
    CHECK(strstr(text, "label=\"4 objects\\n2 objects, 1 name and 0 references between what is "
                       "shown were left out\"") != NULL);
    free(text);
    api_session_destroy(session);
}

// ---------------------------------------------------------------- text

static void check_text(DotPlace place, const char *text, const char *expected) {
    TextBuffer buffer = {0};
    dot_text_add(&buffer, place, text, 12);
    CHECK_STR(expected, buffer.text);
    text_discard(&buffer);
}

static void text_is_escaped(void) {
    check_text(DOT_LABEL, "a \"b\"", "a \\\"b\\\"");
    check_text(DOT_LABEL, "\\n {|}<>", "\\\\n {|}<>");
    check_text(DOT_LABEL, "a\nb\tc\x7f", "a\\nb?c?");
    check_text(DOT_LABEL, "&lt;", "&amp;lt;");
    check_text(DOT_RECORD, "{a|b} <c>", "\\{a\\|b\\}\\ \\<c\\>");
    check_text(DOT_RECORD, "a\\b", "a\\\\b");
    check_text(DOT_LABEL, "é23456789012", "é2345678901…");
    check_text(DOT_LABEL, "12345678901é", "12345678901…");
}

static void odd_texts_are_read_as_they_were(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK,
                "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": {\"dict\": "
                "[[\"\\\"] -> n1; {|}<>\\\\\", \"&amp; \\\\\"], [\"\\n\\u007f\", \"\\\\\\\"\"]]}},"
                "{\"op\": \"class\", \"name\": \"P\"},"
                "{\"op\": \"assign\", \"name\": \"ä\", \"value\": {\"new\": \"P\"}}]}");
    check_graph(session, "1000", 0);
    api_session_destroy(session);
}

int main(void) {
    RUN(an_empty_session_is_a_graph);
    RUN(every_reference_is_an_edge);
    RUN(slots_beyond_the_ports_have_edges_too);
    RUN(what_was_left_out_is_said);
    RUN(text_is_escaped);
    RUN(odd_texts_are_read_as_they_were);
    return 0;
}
