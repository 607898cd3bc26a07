// float: text, hash, comparison and memory. The facts are what CPython 3.11 said.
#include <math.h>

#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static Object *new_long(Heap *heap, const char *digits) {
    Object *object = NULL;
    CHECK_INT(HEAP_OK, heap_new_int_text(heap, digits, &object));
    return object;
}

static int64_t hash_of(Heap *heap, Object *object) {
    int64_t hash = -1;
    CHECK_INT(HEAP_OK, heap_hash(heap, object, &hash));
    return hash;
}

static bool equal(Heap *heap, Object *a, Object *b) {
    bool same = false;
    CHECK_INT(HEAP_OK, heap_equal(heap, a, b, &same));
    return same;
}

static void check_text(Heap *heap, const char *expected, Object *object) {
    char text[64];
    bool cut;
    heap_repr(heap, object, text, sizeof text, &cut);
    CHECK_STR(expected, text);
}

// clang-format off
static const struct {
    double value;
    const char *text;
    int64_t hash;
} facts[] = {
    {0x1.8000000000000p+0, "1.5", 1152921504606846977},
    {0x1.999999999999ap-4, "0.1", 230584300921369408},
    {-0x1.999999999999ap-4, "-0.1", -230584300921369408},
    {0x1.0000000000000p+0, "1.0", 1},
    {0x0.0p+0, "0.0", 0},
    {-0x0.0p+0, "-0.0", 0},
    {0x1.1c37937e08000p+53, "1e+16", 10000000000000000},
    {0x1.c6bf526340000p+49, "1000000000000000.0", 1000000000000000},
    {0x1.1c37937e07fffp+53, "9999999999999998.0", 9999999999999998},
    {0x1.b69b4ba630f35p+56, "1.2345678901234568e+17", 123456789012345680},
    {0x1.a36e2eb1c432dp-14, "0.0001", 936979306793984537},
    {0x1.4f8b588e368f1p-17, "1e-05", 2170758078822671208},
    {0x1.02e4b6ce5dc68p-13, "0.00012345", 1153206160926334406},
    {0x0.0000000000001p-1022, "5e-324", 16777216},
    {0x1.fffffffffffffp+1023, "1.7976931348623157e+308", 2234066890152476671},
    {0x1.0000000000000p-44, "5.684341886080802e-14", 131072},
    {0x0.0000000000003p-1022, "1.5e-323", 50331648},
    {0x1.0000000000000p-1022, "2.2250738585072014e-308", 32768},
    {0x1.0000000000000p+53, "9007199254740992.0", 9007199254740992},
    {0x1.ffffffffffffep+60, "2.3058430092136934e+18", 2305843009213693440},
    {0x1.0000000000000p+61, "2.305843009213694e+18", 1},
    {0x1.0000000000000p+62, "4.611686018427388e+18", 2},
    {-0x1.0000000000000p+0, "-1.0", -2},
    {-0x1.0000000000000p+1, "-2.0", -2},
    {0x1.7e43c8800759cp+996, "1e+300", 1224995262755759164},
    {0x1.921fb54442d18p+1, "3.141592653589793", 326490430436040707},
    {0x1.9000000000000p+6, "100.0", 100},
    {0x1.0f0cf064dd592p+73, "1e+22", 1864712049423028464},
    {0x1.52d02c7e14af6p+76, "1e+23", 200376420512344424},
    {0x1.0000000000000p-1022, "2.2250738585072014e-308", 32768},
    {0x1.0000000000000p-25, "2.9802322387695312e-08", 68719476736},
    {0x1.0000000000000p+53, "9007199254740992.0", 9007199254740992},
    {-0x1.421f5f40d8376p-23, "-1.5e-07", -124693760559271990},
    {0x1.249ad2594c37dp+332, "1e+100", 1822893315824342674},
    {0x1.e240c9fbe76c9p+16, "123456.789", 1819310134279660096},
    {0x1.0000000000000p+1023, "8.98846567431158e+307", 140737488355328},
    {0x1.4d8399f767c45p+497, "5.330672939897849e+149", 64877619649446555},
    {-0x1.1ce375bc8fbbcp+392, "-1.1225179043850045e+118", -2181956498701389270},
    {-0x1.d4330f1446beap+493, "-4.6771230421640524e+148", -1210408718898462778},
    {-0x1.d7da0a6eb8c9ep+63, "-1.700024990372495e+19", -859348839229091847},
    {-0x1.10dff076ce2efp-69, "-1.8057337084765947e-21", -9600927192958430},
    {-0x1.fd374c6a53877p-512, "-1.4835572291167017e-154", -1017180470471396682},
    {0x1.64138a6233255p+823, "7.780178689243032e+247", 1268091500819178136},
    {0x1.b10f62827688dp-261, "4.565405262702934e-79", 1270044854581733224},
    {-0x1.271007814e8a2p-518, "-1.3431869605224969e-156", -1506632198714295232},
    {-0x1.3e968617959cep-814, "-1.139129123510294e-245", -1413005751412463509},
    {0x1.4235992edcf45p-996, "1.8794142580670225e-300", 2095302494391524793},
    {0x1.b9aa2bb2edb20p-187, "8.795156345862775e-57", 248635138783273984},
    {0x1.c82b1478c281dp+854, "2.140431904564084e+257", 1802955592559507969},
    {-0x1.69545de11cc9dp-225, "-2.6176676114238495e-68", -2153033749964212898},
    {-0x1.d8b7628dbd25ep+610, "-7.846175375452848e+183", -1952007324229221377},
    {0x1.642ea126a1e48p+243, "1.9666230625404263e+73", 1604101782107998208},
    {0x1.0c07e9e115e4bp-763, "2.1580337275393154e-230", 625760106038033016},
    {0x1.4513021da8978p+969, "6.335901306720629e+291", 22875066809853408},
    {0x1.c33b2df1461aap-594, "2.7185773994952973e-179", 413813035157799739},
    {0x1.9c619c60a3cabp+944, "2.3953826348081128e+284", 184413114732393356},
};

enum { LESS, SAME, GREATER };
static const struct {
    const char *integer;
    double value;
    int order;
} orders[] = {
    {"0", 0.0, SAME},          {"0", -0.0, SAME},         {"0", 5e-324, LESS},
    {"1", 1.0, SAME},          {"1", 1.5, LESS},          {"-1", -1.5, GREATER},
    {"-1", -0.5, LESS},        {"1", -1.0, GREATER},      {"9007199254740993", 0x1p53, GREATER},
    {"9007199254740991", 0x1p53, LESS},                   {"-9007199254740993", -0x1p53, LESS},
    {"1152921504606846976", 0x1p60, SAME},                {"1152921504606846977", 0x1p60, GREATER},
    {"10000000000000000000000", 1e22, SAME},
    {"100000000000000000000000", 1e23, GREATER},
    {"1073741824", 0x1p30, SAME},                         {"1073741824", 1073741823.5, GREATER},
    {"1073741823", 1073741823.5, LESS},                   {"18446744073709551616", 1e300, LESS},
    {"18446744073709551616", INFINITY, LESS},
    {"-18446744073709551616", -INFINITY, GREATER},
};
// clang-format on

static void a_float_is_written_and_hashed_as_in_python(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        Object *object = new_float(heap, facts[i].value);
        check_text(heap, facts[i].text, object);
        CHECK_INT(facts[i].hash, hash_of(heap, object));
        heap_drop(heap, object);
    }
    world_destroy(heap);
}

static void infinities_have_names_and_hashes_of_their_own(void) {
    Heap *heap = world_create();
    Object *up = new_float(heap, INFINITY), *down = new_float(heap, -INFINITY);
    check_text(heap, "inf", up);
    check_text(heap, "-inf", down);
    CHECK_INT(314159, hash_of(heap, up));
    CHECK_INT(-314159, hash_of(heap, down));
    world_destroy(heap);
}

static void an_int_and_a_float_are_equal_exactly_or_not(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        Object *integer = new_long(heap, orders[i].integer);
        Object *object = new_float(heap, orders[i].value);
        CHECK_INT(orders[i].order == SAME, equal(heap, integer, object));
        CHECK_INT(orders[i].order == SAME, equal(heap, object, integer));
        if (orders[i].order == SAME) {
            CHECK_INT(hash_of(heap, integer), hash_of(heap, object));
        }
    }
    world_destroy(heap);
}

static void a_bool_equals_a_float(void) {
    Heap *heap = world_create();
    Object *yes = NULL;
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &yes));
    CHECK(equal(heap, yes, new_float(heap, 1.0)));
    CHECK(!equal(heap, yes, new_float(heap, 0.5)));
    world_destroy(heap);
}

static void nan_equals_nothing_but_is_found_where_it_lies(void) {
    Heap *heap = world_create();
    Object *nan = new_float(heap, NAN), *other = new_float(heap, NAN);
    check_text(heap, "nan", nan);
    CHECK(!equal(heap, nan, nan));
    CHECK(hash_of(heap, nan) != hash_of(heap, other));
    Object *list = new_list(heap), *second = new_list(heap);
    append(heap, list, nan);
    append(heap, second, nan);
    CHECK(equal(heap, list, second));
    CHECK_INT(HEAP_VALUE_ERROR, heap_remove(heap, list, other));
    CHECK_INT(HEAP_OK, heap_remove(heap, list, nan));
    world_destroy(heap);
}

static void an_int_key_is_found_by_an_equal_float(void) {
    Heap *heap = world_create();
    Object *dict = new_dict(heap), *found = NULL;
    CHECK_INT(HEAP_OK, heap_set_item(heap, dict, new_int(heap, 7), new_int(heap, 70)));
    heap_scratch_begin(heap);
    CHECK_INT(HEAP_OK, heap_get_item(heap, dict, new_float(heap, 7.0), &found));
    CHECK_INT(HEAP_KEY_ERROR, heap_get_item(heap, dict, new_float(heap, 7.5), &found));
    CHECK_STR("7.5", heap_error(heap));
    heap_scratch_end(heap);
    world_destroy(heap);
}

// 24 bytes in a block of 32; the collector neither knows nor counts it.
static void a_float_takes_24_bytes_and_no_part_in_collections(void) {
    Heap *heap = world_create();
    uint64_t count = count0(heap);
    Object *object = new_float(heap, 1.5);
    CHECK_INT(24, size_of(heap, object));
    CHECK_INT(32, class_of_block(heap, object, "object"));
    CHECK_INT(-1, generation_of(heap, object));
    CHECK_INT(count, count0(heap));
    world_destroy(heap);
}

static uint32_t parked(Heap *heap) {
    HeapFreeListInfo info;
    for (uint32_t cursor = 0; heap_next_free_list(heap, &cursor, &info);) {
        if (strcmp(info.name, "float") == 0) {
            return info.length;
        }
    }
    return UINT32_MAX;
}

static void a_hundred_floats_are_parked_until_a_full_collection(void) {
    Heap *heap = world_create();
    Object *made[120];
    for (int i = 0; i < 120; i++) {
        made[i] = new_float(heap, i);
    }
    uint64_t address = address_of(heap, made[99]);
    for (int i = 0; i < 120; i++) {
        heap_drop(heap, made[i]);
    }
    CHECK_INT(100, parked(heap));
    CHECK_INT(address, address_of(heap, new_float(heap, 1.0)));
    CHECK_INT(99, parked(heap));
    collect(heap, 1);
    CHECK_INT(99, parked(heap));
    collect(heap, 2);
    CHECK_INT(0, parked(heap));
    CHECK_INT(0, count0(heap));
    world_destroy(heap);
}

int main(void) {
    RUN(a_float_is_written_and_hashed_as_in_python);
    RUN(infinities_have_names_and_hashes_of_their_own);
    RUN(an_int_and_a_float_are_equal_exactly_or_not);
    RUN(a_bool_equals_a_float);
    RUN(nan_equals_nothing_but_is_found_where_it_lies);
    RUN(an_int_key_is_found_by_an_equal_float);
    RUN(a_float_takes_24_bytes_and_no_part_in_collections);
    RUN(a_hundred_floats_are_parked_until_a_full_collection);
    return 0;
}
