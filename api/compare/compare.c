// The same operations under several profiles: what differs after each, by name and field.
#include "api/compare/compare.h"

#include "api/compare/comparison_wish.h"
#include "api/compare/fields.h"
#include "api/operations/operations.h"
#include "api/session.h"
#include "api/views/query.h"

#include <string.h>

// What a list of an operation tells, and leaves out.
typedef struct {
    uint64_t told, left_out;
} Telling;

typedef struct {
    JsonWriter *writer;
    Problem *problem;
    Sides sides;
    ComparedNames names, before;  // After the operation that ran last, and after the one before.
    uint64_t told[COMPARE_MAX_FIELDS];  // As of a name, of what belongs to none.
    uint64_t differences;
    bool complete;
    // Of one operation.
    JsonWriter agrees;
    TextBuffer name;
    Telling differs, agreements;
} Comparison;

// ---------------------------------------------------------------- one field

static void write_name(JsonWriter *writer, const TextBuffer *name) {
    json_key(writer, "name");
    if (name->size > 0) {
        json_text(writer, name->text, name->size);
    } else {
        json_null(writer);
    }
}

static bool has_room(Comparison *comparison, Telling *telling) {
    size_t size = comparison->writer->buffer.size + comparison->agrees.buffer.size;
    bool has = telling->told < COMPARE_MAX_TOLD && size < JSON_ENOUGH;
    telling->told += has ? 1 : 0;
    telling->left_out += has ? 0 : 1;
    return has;
}

static void tell_difference(Comparison *comparison, const Field *field, Sights sights) {
    JsonWriter *writer = comparison->writer;
    comparison->differences++;
    if (!has_room(comparison, &comparison->differs)) {
        return;
    }
    json_begin_object(writer);
    write_name(writer, &comparison->name);
    json_member_string(writer, "field", field->name);
    json_key(writer, "values");
    json_begin_array(writer);
    for (size_t i = 0; i < sights.count; i++) {
        field_write(writer, field, sights, i);
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void tell_agreement(Comparison *comparison, const Field *field, Sights sights) {
    JsonWriter *writer = &comparison->agrees;
    if (!has_room(comparison, &comparison->agreements)) {
        return;
    }
    json_begin_object(writer);
    write_name(writer, &comparison->name);
    json_member_string(writer, "field", field->name);
    json_key(writer, "value");
    field_write(writer, field, sights, 0);
    json_end_object(writer);
}

// A difference is told when it appears or changes, and once more when it is none any longer.
static void compare_field(Comparison *comparison, const Field *field, Sights sights,
                          uint64_t *told) {
    uint64_t now = field_is_equal(field, sights) ? 0 : field_hash(field, sights);
    if (now != 0 && (now != *told || field->passes)) {
        tell_difference(comparison, field, sights);
    } else if (now == 0 && *told != 0 && !field->passes) {
        tell_agreement(comparison, field, sights);
    }
    *told = now;
}

// ---------------------------------------------------------------- one name

static void compare_sights(Comparison *comparison, ComparedName *name, NameSight *sights) {
    size_t count = comparison->sides.count;
    bool is_everywhere = compared_name_is_everywhere(name, &comparison->sides);
    Sights all = {sights, sizeof *sights, count};
    for (size_t i = 0; name_fields[i].name != NULL; i++) {
        if (i == 0 || is_everywhere) {
            compare_field(comparison, &name_fields[i], all, &name->told[i]);
        } else {
            name->told[i] = 0;
        }
    }
}

// Showing what is nested takes steps in proportion to the square of its depth.
static uint64_t work_of(const NameSight *sight) {
    uint64_t depth = sight->is_bound ? strspn(sight->repr, "[({") : 0;
    return COMPARE_LOOK_WORK + depth * depth / 8;
}

static ApiCode compare_name(Comparison *comparison, size_t at) {
    ComparedNames *names = &comparison->names;
    ComparedName *name = &names->names[at];
    NameSight sights[COMPARE_MOST_PROFILES];
    TextBuffer same[COMPARE_MOST_PROFILES] = {{0}};
    uint64_t work = 0;
    for (size_t i = 0; i < comparison->sides.count; i++) {
        name_sight_take(&sights[i], comparison->sides.of[i].heap, name, i);
        work += work_of(&sights[i]);
        if (name->objects[i] != NULL && name->first[i] != at) {
            compared_name_text(names, &comparison->sides, name->first[i], &same[i]);
        }
        sights[i].same_as = same[i].text;
        comparison->writer->buffer.failed |= same[i].failed;
    }
    text_cut(&comparison->name, 0);
    compared_name_text(names, &comparison->sides, at, &comparison->name);
    compare_sights(comparison, name, sights);
    for (size_t i = 0; i < comparison->sides.count; i++) {
        text_discard(&same[i]);
    }
    return sides_spend(&comparison->sides, work, comparison->problem);
}

static ApiCode compare_names(Comparison *comparison) {
    ComparedNames last = comparison->before;
    comparison->before = comparison->names;
    comparison->names = last;
    if (!compared_names_gather(&comparison->names, &comparison->sides, &comparison->before)) {
        return problem_no_memory(comparison->problem);
    }
    uint64_t found = comparison->names.count * comparison->sides.count;
    uint64_t work = found * COMPARE_FIND_WORK + comparison->names.probes;
    ApiCode code = sides_spend(&comparison->sides, work, comparison->problem);
    for (size_t i = 0; code == API_OK && i < comparison->names.count; i++) {
        code = comparison->names.names[i].is_as_before ? API_OK : compare_name(comparison, i);
    }
    return code;
}

// ---------------------------------------------------------------- one operation

// Before the names what the operation did, after them what state the heaps are in.
static void compare_heaps(Comparison *comparison, const HeapSight *sights, bool passes) {
    Sights all = {sights, sizeof *sights, comparison->sides.count};
    text_cut(&comparison->name, 0);
    for (size_t i = 0; heap_fields[i].name != NULL; i++) {
        if (heap_fields[i].passes == passes) {
            compare_field(comparison, &heap_fields[i], all, &comparison->told[i]);
        }
    }
}

static void write_left_out(Comparison *comparison, const char *key, const Telling *telling) {
    if (telling->left_out > 0) {
        json_member_uint(comparison->writer, key, telling->left_out);
        comparison->complete = false;
    }
}

static ApiCode write_differences(Comparison *comparison) {
    HeapSight sights[COMPARE_MOST_PROFILES];
    for (size_t i = 0; i < comparison->sides.count; i++) {
        heap_sight_take(&sights[i], &comparison->sides.of[i]);
    }
    comparison->differs = comparison->agreements = (Telling){0};
    json_restart(&comparison->agrees);
    json_key(comparison->writer, "differs");
    json_begin_array(comparison->writer);
    compare_heaps(comparison, sights, true);
    ApiCode code = compare_names(comparison);
    compare_heaps(comparison, sights, false);
    json_end_array(comparison->writer);
    write_left_out(comparison, "differs_left_out", &comparison->differs);
    json_key(comparison->writer, "agrees");
    json_begin_array(comparison->writer);
    json_raw(comparison->writer, comparison->agrees.buffer.text, comparison->agrees.buffer.size);
    json_end_array(comparison->writer);
    write_left_out(comparison, "agrees_left_out", &comparison->agreements);
    return code;
}

static void write_text_or_null(JsonWriter *writer, const char *key, const char *text) {
    if (text != NULL) {
        json_member_string(writer, key, text);
    } else {
        json_member_null(writer, key);
    }
}

// What it was refused with under every profile alike; NULL otherwise.
static const char *common_refusal(const Sides *sides) {
    const char *first = sides->of[0].refusal;
    for (size_t i = 1; first != NULL && i < sides->count; i++) {
        const char *other = sides->of[i].refusal;
        first = other != NULL && strcmp(first, other) == 0 ? first : NULL;
    }
    return first;
}

// The Python is that of the first profile: names may lead elsewhere under another.
static ApiCode compare_operation(Comparison *comparison, const cJSON *operation) {
    JsonWriter *writer = comparison->writer;
    PythonText python = python_at(comparison->sides.of[0].heap);
    operation_python(&python, operation);
    text_add(&python.text, "", 0);
    bool failed = python.text.failed;
    ApiCode code = failed ? problem_no_memory(comparison->problem)
                          : sides_spend(&comparison->sides, python.text.size / COMPARE_PYTHON_BYTES,
                                        comparison->problem);
    code = code == API_OK ? sides_run(&comparison->sides, operation, comparison->problem) : code;
    if (code == API_OK) {
        json_begin_object(writer);
        json_member_string(writer, "op", json_find(operation, "op")->valuestring);
        write_text_or_null(writer, "python", python.impossible ? NULL : python.text.text);
        write_text_or_null(writer, "exception", common_refusal(&comparison->sides));
        code = write_differences(comparison);
        json_end_object(writer);
    }
    text_discard(&python.text);
    failed = writer->buffer.failed || comparison->agrees.buffer.failed || comparison->name.failed;
    return code == API_OK && failed ? problem_no_memory(comparison->problem) : code;
}

// ---------------------------------------------------------------- the answer

static void write_profiles(JsonWriter *writer, const ComparisonWish *wish) {
    json_key(writer, "profiles");
    json_begin_array(writer);
    for (size_t i = 0; i < wish->count; i++) {
        json_string(writer, wish->profiles[i]);
    }
    json_end_array(writer);
}

// An answer that has enough ends, and what is left of the operations does not run.
static ApiCode write_results(Comparison *comparison, const ComparisonWish *wish) {
    ApiCode code = API_OK;
    const cJSON *next = wish->operations->child;
    int64_t index = 0;
    json_key(comparison->writer, "results");
    json_begin_array(comparison->writer);
    for (; code == API_OK && next != NULL && !json_is_enough(comparison->writer);
         next = next->next) {
        code = compare_operation(comparison, next);
        comparison->problem->op_index = code != API_OK ? index : -1;
        index++;
    }
    json_end_array(comparison->writer);
    size_t left_out = wish->operation_count - (size_t)index;
    if (left_out > 0) {
        json_member_uint(comparison->writer, "results_left_out", left_out);
        comparison->complete = false;
    }
    return code;
}

static ApiCode write_comparison(Comparison *comparison, const ComparisonWish *wish) {
    ApiCode code = sides_begin(&comparison->sides, wish->profiles, wish->count,
                               wish->operation_count, comparison->problem);
    if (code != API_OK) {
        return code;
    }
    json_begin_object(comparison->writer);
    write_profiles(comparison->writer, wish);
    code = write_results(comparison, wish);
    json_member_uint(comparison->writer, "differences", comparison->differences);
    json_member_bool(comparison->writer, "complete", comparison->complete);
    json_end_object(comparison->writer);
    return code;
}

static ApiReply compare(const ComparisonWish *wish, Problem *problem) {
    JsonWriter writer = {0};
    Comparison comparison = {.writer = &writer, .problem = problem, .complete = true};
    ApiCode code = write_comparison(&comparison, wish);
    ApiReply reply = {.code = API_OK};
    if (code == API_OK) {
        reply.body = text_take(&writer.buffer, &reply.size);
        code = reply.body != NULL ? API_OK : problem_no_memory(problem);
    }
    text_discard(&writer.buffer);
    text_discard(&comparison.agrees.buffer);
    text_discard(&comparison.name);
    compared_names_discard(&comparison.names);
    compared_names_discard(&comparison.before);
    sides_end(&comparison.sides);
    return code == API_OK ? reply : problem_reply(problem, 0);
}

ApiReply api_compare(const ApiInput *input) {
    Problem problem;
    problem_init(&problem);
    ComparisonWish wish = {.count = 0};
    JsonDocument document = {0};
    ApiCode code = query_check(input, call_parameters(API_TOPIC_COMPARE), &problem);
    code = code != API_OK ? code : request_read(input, false, &document, &problem);
    code = code != API_OK ? code : comparison_wish_read(document.root, &wish, &problem);
    ApiReply reply = code == API_OK ? compare(&wish, &problem) : problem_reply(&problem, 0);
    json_document_discard(&document);
    return reply;
}
