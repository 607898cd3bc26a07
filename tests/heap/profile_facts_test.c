// The facts of the profiles tell the whole table: what two profiles differ in is a fact.
#include "heap/profile_facts.h"
#include "tests/support/test.h"

static bool is_covered(size_t byte) {
    const FactRow *row = NULL;
    for (size_t i = 0; (row = fact_row(i)) != NULL; i++) {
        if (byte >= row->offset && byte < row->offset + fact_bytes(row->type)) {
            return true;
        }
    }
    return false;
}

static bool is_text_of(size_t byte, size_t offset) {
    return byte >= offset && byte < offset + sizeof(const char *);
}

// What a profile is called is no difference of its rules.
static bool is_its_name(size_t byte) {
    return is_text_of(byte, offsetof(Profile, info.name)) ||
           is_text_of(byte, offsetof(Profile, info.summary));
}

static void what_two_profiles_differ_in_is_a_fact(void) {
    const unsigned char *first = (const unsigned char *)profile_row(0);
    const Profile *other = NULL;
    for (size_t i = 1; (other = profile_row(i)) != NULL; i++) {
        const unsigned char *bytes = (const unsigned char *)other;
        for (size_t byte = 0; byte < sizeof(Profile); byte++) {
            bool is_told = bytes[byte] == first[byte] || is_covered(byte) || is_its_name(byte);
            if (!is_told) {
                printf("  byte %zu of Profile, in %s, is in no row of profile_facts.c\n", byte,
                       other->info.name);
            }
            CHECK(is_told);
        }
    }
}

static void every_fact_has_a_place_of_its_own(void) {
    const FactRow *row = NULL, *other = NULL;
    for (size_t i = 0; (row = fact_row(i)) != NULL; i++) {
        CHECK(row->offset + fact_bytes(row->type) <= sizeof(Profile));
        for (size_t j = 0; j < i && (other = fact_row(j)) != NULL; j++) {
            CHECK(strcmp(row->name, other->name) != 0);
            CHECK(row->offset >= other->offset + fact_bytes(other->type) ||
                  other->offset >= row->offset + fact_bytes(row->type));
        }
    }
}

static bool is_sentence(const char *text) {
    return text[0] >= 'A' && text[0] <= 'Z' && text[strlen(text) - 1] == '.';
}

static void every_rule_has_words_for_each_of_its_values(void) {
    HeapProfileFact fact;
    for (size_t profile = 0; heap_profile_fact(profile, 0, &fact); profile++) {
        for (size_t i = 0; heap_profile_fact(profile, i, &fact); i++) {
            bool needs_words = fact.kind == HEAP_FACT_RULE || fact.kind == HEAP_FACT_BOOL;
            CHECK(is_sentence(fact.summary));
            CHECK(!needs_words || (fact.word != NULL && fact.meaning != NULL));
            CHECK(fact.kind != HEAP_FACT_TEXT || fact.word != NULL);
            CHECK((fact.kind == HEAP_FACT_TEXT) == (fact.number_count == 0));
        }
    }
}

static HeapProfileFact fact_of(const char *profile, const char *name) {
    HeapProfileInfo info;
    HeapProfileFact fact;
    size_t at = 0, index = 0;
    while (heap_profile(at, &info) && strcmp(info.name, profile) != 0) {
        at++;
    }
    while (heap_profile_fact(at, index, &fact) && strcmp(fact.name, name) != 0) {
        index++;
    }
    CHECK(heap_profile_fact(at, index, &fact));
    return fact;
}

static void facts_are_read_by_their_type(void) {
    CHECK_INT(40, fact_of("cpython-3.11", "tuple_bytes").numbers[0]);
    CHECK_INT(4294967295, fact_of("cpython-3.12", "immortal_count").numbers[0]);
    CHECK(fact_of("cpython-3.12", "immortal_count").word == NULL);
    CHECK_STR("0", fact_of("cpython-3.11", "immortal_count").word);
    CHECK_INT(-5, fact_of("cpython-3.15", "small_ints").numbers[0]);
    CHECK_INT(1024, fact_of("cpython-3.15", "small_ints").numbers[1]);
    CHECK_INT(2000, fact_of("cpython-3.13", "thresholds").numbers[0]);
    CHECK_STR("true", fact_of("cpython-3.14", "tracks_every_dict").word);
    CHECK_STR("in-reverse", fact_of("cpython-3.14", "locals_order").word);
    CHECK_INT(HEAP_FACT_RULE, fact_of("cpython-3.14", "locals_order").kind);
}

static void there_is_no_fact_of_what_is_not_there(void) {
    HeapProfileFact fact = {.name = "untouched"};
    CHECK(!heap_profile_fact(99, 0, &fact));
    CHECK(!heap_profile_fact(0, 9999, &fact));
    CHECK_STR("untouched", fact.name);
}

int main(void) {
    RUN(what_two_profiles_differ_in_is_a_fact);
    RUN(every_fact_has_a_place_of_its_own);
    RUN(every_rule_has_words_for_each_of_its_values);
    RUN(facts_are_read_by_their_type);
    RUN(there_is_no_fact_of_what_is_not_there);
    return 0;
}
