// Which form of the answer an Accept field chooses.
#include "server/accept.h"

#include <string.h>

#include "tests/support/test.h"

enum {
    JSON = 1u << API_JSON,
    TEXT = 1u << API_TEXT,
    DOT = 1u << API_DOT,
    PYTHON = 1u << API_PYTHON,
    NONE = -1,
};

// What one or two Accept fields say, what a route offers, and the form that comes of it.
typedef struct {
    const char *name, *first, *second;
    unsigned formats;
    int expected;
} Row;

// clang-format off
static const Row rows[] = {
    {"without_a_wish_it_is_json", NULL, NULL, JSON | TEXT, API_JSON},
    {"any_type_is_json", "*/*", NULL, JSON | TEXT, API_JSON},
    {"text_is_had_by_its_name", "text/plain", NULL, JSON | TEXT, API_TEXT},
    {"names_have_no_case", "Text/PLAIN", NULL, JSON | TEXT, API_TEXT},
    {"a_family_takes_the_first_of_its_members", "text/*", NULL, JSON | TEXT | PYTHON, API_TEXT},
    {"a_member_can_be_preferred_to_its_family", "text/*;q=0.5, text/x-python", NULL, JSON | TEXT | PYTHON, API_PYTHON},
    {"of_equal_weights_json_is_first", "text/plain, application/json", NULL, JSON | TEXT, API_JSON},
    {"the_greater_weight_wins", "application/json;q=0.8, text/plain;q=0.9", NULL, JSON | TEXT, API_TEXT},
    {"weights_have_three_decimals", "application/json;q=0.898, text/plain;q=0.899", NULL, JSON | TEXT, API_TEXT},
    {"the_most_specific_range_decides", "text/plain;q=0.1, */*;q=0.5", NULL, JSON | TEXT, API_JSON},
    {"the_most_specific_range_may_come_last", "*/*;q=0.5, application/json;q=0.1", NULL, JSON | TEXT, API_TEXT},
    {"a_weight_of_zero_excludes", "*/*, application/json;q=0", NULL, JSON | TEXT, API_TEXT},
    {"what_a_browser_asks_for_is_json", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", NULL, JSON | TEXT, API_JSON},
    {"several_fields_are_one_list", "application/json;q=0.2", "text/plain;q=0.3", JSON | TEXT, API_TEXT},
    {"other_parameters_do_not_matter", "text/plain;charset=utf-8;q=1", NULL, JSON | TEXT, API_TEXT},
    {"a_weight_that_is_none_excludes_nothing", "application/json;q=x", NULL, JSON, API_JSON},
    {"a_weight_above_one_is_one", "application/json, text/plain;q=1.5", NULL, JSON | TEXT, API_JSON},
    {"a_graph_for_graphviz", "text/vnd.graphviz", NULL, JSON | TEXT | DOT, API_DOT},
    {"a_form_that_is_not_offered_is_refused", "text/x-python", NULL, JSON | TEXT, NONE},
    {"a_route_of_json_alone_refuses_text", "text/plain", NULL, JSON, NONE},
    {"an_empty_field_excludes_everything", "", NULL, JSON, NONE},
    {"everything_can_be_excluded", "*/*;q=0.000", NULL, JSON | TEXT, NONE},
};
// clang-format on

static void add_accept(Request *request, const char *value) {
    if (value != NULL) {
        request->fields[request->field_count++] =
            (Field){"accept", strlen("accept"), value, strlen(value)};
    }
}

static void check(const Row *row) {
    static Request request;
    char sentence[ACCEPT_SENTENCE_SIZE];
    ApiFormat format = API_FORMATS;
    request.field_count = 0;
    add_accept(&request, row->first);
    add_accept(&request, row->second);
    Refusal refusal = accept_choose(&request, row->formats, sentence, &format);
    CHECK_INT(row->expected == NONE ? API_NOT_ACCEPTABLE : API_OK, refusal.code);
    CHECK_INT(row->expected == NONE ? API_FORMATS : row->expected, format);
}

static void every_wish_is_met_or_refused(void) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf("  %s\n", rows[i].name);
        check(&rows[i]);
    }
}

static void a_refusal_names_what_there_is(void) {
    static Request request;
    char sentence[ACCEPT_SENTENCE_SIZE];
    ApiFormat format = API_JSON;
    request.field_count = 0;
    add_accept(&request, "image/png");
    Refusal refusal = accept_choose(&request, JSON | TEXT | DOT | PYTHON, sentence, &format);
    CHECK_STR("The answer is application/json or text/plain or text/vnd.graphviz or "
              "text/x-python, which the Accept field excludes.",
              refusal.detail);
}

int main(void) {
    RUN(every_wish_is_met_or_refused);
    RUN(a_refusal_names_what_there_is);
    return 0;
}
