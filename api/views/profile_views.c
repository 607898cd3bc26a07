// The profiles, and in what they differ: facts of the heap's table, in words and numbers.
#include "api/views/views.h"

#include <string.h>

// The profiles that are asked for, as bits 1 << position.
typedef struct {
    unsigned bits;
} Chosen;

static Chosen choose(const ApiInput *input) {
    unsigned bits = query_words(input, &parameter_profiles);
    return (Chosen){bits != 0 ? bits : ~0u};
}

// Moves *at to the next one that is asked for, itself maybe; false past the last.
static bool next_profile(Chosen chosen, size_t *at, HeapProfileInfo *out_info) {
    while (heap_profile(*at, out_info)) {
        if ((chosen.bits >> *at & 1) != 0) {
            return true;
        }
        (*at)++;
    }
    return false;
}

// ---------------------------------------------------------------- one profile

static void write_profile(JsonWriter *writer, const HeapProfileInfo *info) {
    json_begin_object(writer);
    json_member_string(writer, "name", info->name);
    json_member_string(writer, "summary", info->summary);
    json_member_string(writer, "python", info->python);
    view_write_thresholds(writer, info->thresholds);
    json_member_bool(writer, "older_at_threshold", info->older_at_threshold);
    json_member_bool(writer, "quarter_rule", info->quarter_rule);
    json_member_uint(writer, "small_request_limit", info->small_request_limit);
    json_member_uint(writer, "arena_bytes", info->arena_bytes);
    json_member_uint(writer, "pool_bytes", info->pool_bytes);
    json_key(writer, "small_ints");
    json_begin_array(writer);
    json_int(writer, info->small_int_min);
    json_int(writer, info->small_int_max);
    json_end_array(writer);
    json_member_bool(writer, "intern_every_word", info->intern_every_word);
    json_member_uint(writer, "static_count_base", info->static_count_base);
    json_member_uint(writer, "immortal_count", info->immortal_count);
    json_end_object(writer);
}

static size_t write_profiles(JsonWriter *writer, Chosen chosen) {
    HeapProfileInfo info;
    size_t count = 0;
    json_key(writer, "items");
    json_begin_array(writer);
    for (size_t at = 0; next_profile(chosen, &at, &info); at++) {
        write_profile(writer, &info);
        count++;
    }
    json_end_array(writer);
    return count;
}

// ---------------------------------------------------------------- one difference

static void write_value(JsonWriter *writer, const HeapProfileFact *fact) {
    switch (fact->kind) {
    case HEAP_FACT_BOOL: json_bool(writer, fact->numbers[0] != 0); break;
    case HEAP_FACT_NUMBER: json_int(writer, fact->numbers[0]); break;
    case HEAP_FACT_RULE:
    case HEAP_FACT_TEXT: json_string(writer, fact->word); break;
    case HEAP_FACT_NUMBERS:
        json_begin_array(writer);
        for (size_t i = 0; i < fact->number_count; i++) {
            json_int(writer, fact->numbers[i]);
        }
        json_end_array(writer);
        break;
    }
}

static void write_values(JsonWriter *writer, Chosen chosen, size_t index) {
    HeapProfileInfo info;
    HeapProfileFact fact;
    json_key(writer, "values");
    json_begin_object(writer);
    for (size_t at = 0; next_profile(chosen, &at, &info); at++) {
        if (heap_profile_fact(at, index, &fact)) {
            json_key_text(writer, info.name);
            write_value(writer, &fact);
        }
    }
    json_end_object(writer);
}

static bool is_same(const HeapProfileFact *a, const HeapProfileFact *b) {
    return memcmp(a->numbers, b->numbers, sizeof a->numbers) == 0 &&
           (a->kind != HEAP_FACT_TEXT || strcmp(a->word, b->word) == 0);
}

// Whether a profile before this one has the same value.
static bool was_before(Chosen chosen, size_t profile, size_t index, const HeapProfileFact *fact) {
    HeapProfileInfo info;
    HeapProfileFact other;
    for (size_t at = 0; next_profile(chosen, &at, &info) && at < profile; at++) {
        if (heap_profile_fact(at, index, &other) && is_same(fact, &other)) {
            return true;
        }
    }
    return false;
}

// What the values mean, each once.
static void write_words(JsonWriter *writer, Chosen chosen, size_t index) {
    HeapProfileInfo info;
    HeapProfileFact fact;
    json_key(writer, "words");
    json_begin_object(writer);
    for (size_t at = 0; next_profile(chosen, &at, &info); at++) {
        bool has_words = heap_profile_fact(at, index, &fact) && fact.meaning != NULL;
        if (has_words && !was_before(chosen, at, index, &fact)) {
            json_key_text(writer, fact.word);
            json_string(writer, fact.meaning);
        }
    }
    json_end_object(writer);
}

static bool do_differ(Chosen chosen, size_t index) {
    HeapProfileInfo info;
    HeapProfileFact first, fact;
    size_t begin = 0;
    if (!next_profile(chosen, &begin, &info) || !heap_profile_fact(begin, index, &first)) {
        return false;
    }
    for (size_t at = begin + 1; next_profile(chosen, &at, &info); at++) {
        if (heap_profile_fact(at, index, &fact) && !is_same(&first, &fact)) {
            return true;
        }
    }
    return false;
}

static void write_differences(JsonWriter *writer, Chosen chosen) {
    HeapProfileFact fact;
    json_key(writer, "differences");
    json_begin_array(writer);
    for (size_t index = 0; heap_profile_fact(0, index, &fact); index++) {
        if (do_differ(chosen, index)) {
            json_begin_object(writer);
            json_member_string(writer, "field", fact.name);
            json_member_string(writer, "summary", fact.summary);
            write_values(writer, chosen, index);
            write_words(writer, chosen, index);
            json_end_object(writer);
        }
    }
    json_end_array(writer);
}

ApiReply api_profiles(const ApiInput *input) {
    Problem problem;
    problem_init(&problem);
    if (query_check(input, call_parameters(API_TOPIC_PROFILES), &problem) != API_OK) {
        return problem_reply(&problem, 0);
    }
    JsonWriter writer = {0};
    Chosen chosen = choose(input);
    json_begin_object(&writer);
    size_t count = write_profiles(&writer, chosen);
    write_differences(&writer, chosen);
    json_member_null(&writer, "next_cursor");
    json_member_uint(&writer, "total", count);
    json_end_object(&writer);
    return view_shared_reply(&writer);
}
