// __del__: when it runs, on what, and what it may do to whatever is letting go of the object.
#include "tests/heap/play.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static void a_finalizer_runs_while_the_object_is_whole(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", NULL);
    Object *p = scene_instance(&play.scene, "p", cls);
    set_attr(play.heap, p, "x", cls);
    scene_log(&play.scene, bit(HEAP_EVENT_FINALIZER) | bit(HEAP_EVENT_FRAME_PUSH) |
                               bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_TRACK) |
                               bit(HEAP_EVENT_UNTRACK));
    scene_unbind(&play.scene, "p");
    CHECK_STR("untrack P, track P, finalizer P, frame_push function, dealloc P, ", play.scene.log);
    CHECK_STR("del ", play.ran);
    play_end(&play);
}

static void a_class_without_a_finalizer_any_more_has_none(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", NULL);
    scene_instance(&play.scene, "p", cls);
    scene_delete(&play.scene, cls, "__del__");
    scene_unbind(&play.scene, "p");
    CHECK_STR("", play.ran);
    play_end(&play);
}

static void what_was_never_held_is_finalized_too(void) {
    Play play;
    play_begin(&play);
    heap_drop(play.heap, new_instance(play.heap, play_class(&play, "P", "del", NULL)));
    CHECK_STR("del ", play.ran);
    play_end(&play);
}

// `c` has the argument's number: which of several objects runs.
static HeapStatus note_number(Play *play, Object *argument) {
    Object *number = NULL;
    CHECK_INT(HEAP_OK, heap_get_attr(play->heap, argument, "n", &number));
    char text[8];
    bool cut;
    heap_repr(play->heap, number, text, sizeof text, &cut);
    strncat(play->ran, text, sizeof play->ran - strlen(play->ran) - 1);
    return HEAP_OK;
}

static Object *numbered(Play *play, Object *cls, int number) {
    Object *object = new_instance(play->heap, cls), *value = new_int(play->heap, number);
    set_attr(play->heap, object, "n", value);
    heap_drop(play->heap, value);
    return object;
}

static Object *numbered_list(Play *play, Object *cls, int count) {
    Object *list = scene_list(&play->scene, "li");
    for (int i = 0; i < count; i++) {
        Object *item = numbered(play, cls, i);
        append(play->heap, list, item);
        heap_drop(play->heap, item);
    }
    return list;
}

// l=[D(0),D(1),D(2)]; del l
static void items_are_finalized_last_to_first(void) {
    Play play;
    play_begin(&play);
    numbered_list(&play, play_class(&play, "D", "", note_number), 3);
    scene_unbind(&play.scene, "li");
    CHECK_STR(" 2 1 0", play.ran);
    play_end(&play);
}

// The outer is finalized before the inner, which is still there.
static void an_owner_is_finalized_before_what_it_owns(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "D", "", note_number);
    Object *outer = scene_bind(&play.scene, "p", numbered(&play, cls, 1));
    Object *inner = numbered(&play, cls, 2);
    set_attr(play.heap, outer, "inner", inner);
    heap_drop(play.heap, inner);
    scene_unbind(&play.scene, "p");
    CHECK_STR(" 1 2", play.ran);
    play_end(&play);
}

// ---- a finalizer that changes what is letting go of its object

static HeapStatus append_to_list(Play *play, Object *argument) {
    (void)argument;
    Object *list = scene_object(&play->scene, "li");
    Object *number = new_int(play->heap, 1000);
    append(play->heap, list, number);
    heap_drop(play->heap, number);
    return HEAP_OK;
}

// As in CPython: the old array is gone from the list before its first item dies.
static void a_list_that_is_cleared_takes_what_finalizers_append(void) {
    Play play;
    play_begin(&play);
    Object *list = numbered_list(&play, play_class(&play, "D", "", append_to_list), 3);
    CHECK_INT(HEAP_OK, heap_clear(play.heap, list));
    scene_check(&play.scene);
    CHECK_INT(3, heap_slot_count(play.heap, list));
    play_end(&play);
}

static HeapStatus clear_list(Play *play, Object *argument) {
    (void)argument;
    return heap_clear(play->heap, scene_object(&play->scene, "li"));
}

static void a_finalizer_may_clear_the_list_it_is_deleted_from(void) {
    Play play;
    play_begin(&play);
    Object *list = numbered_list(&play, play_class(&play, "D", "del", clear_list), 4);
    Object *index = new_int(play.heap, 1);
    CHECK_INT(HEAP_OK, heap_del_item(play.heap, list, index));
    heap_drop(play.heap, index);
    scene_check(&play.scene);
    CHECK_INT(0, heap_slot_count(play.heap, list));
    CHECK_STR("del del del del ", play.ran);
    play_end(&play);
}

static HeapStatus unbind_list(Play *play, Object *argument) {
    (void)argument;
    HeapStatus status = heap_unbind(play->heap, HEAP_MODULE_FRAME, "li");
    return status == HEAP_NAME_ERROR ? HEAP_OK : status;
}

static void a_finalizer_may_let_the_list_itself_go(void) {
    Play play;
    play_begin(&play);
    Object *list = numbered_list(&play, play_class(&play, "D", "del", unbind_list), 3);
    Object *item = NULL;
    CHECK_INT(HEAP_OK, heap_pop(play.heap, list, NULL, &item));
    heap_drop(play.heap, item);
    scene_check(&play.scene);
    CHECK(scene_object(&play.scene, "li") == NULL);
    CHECK_STR("del del del ", play.ran);
    play_end(&play);
}

static HeapStatus change_dict(Play *play, Object *argument) {
    (void)argument;
    Object *dict = scene_object(&play->scene, "d");
    Object *number = new_int(play->heap, 7);
    set_item(play->heap, dict, "new", number);
    heap_drop(play->heap, number);
    return HEAP_OK;
}

static Object *dict_of_two(Play *play, Object *cls) {
    Object *dict = scene_bind(&play->scene, "d", new_dict(play->heap));
    const char *const keys[] = {"a", "b"};
    for (int i = 0; i < 2; i++) {
        Object *value = numbered(play, cls, i);
        set_item(play->heap, dict, keys[i], value);
        heap_drop(play->heap, value);
    }
    return dict;
}

static void a_dict_that_is_cleared_takes_what_finalizers_store(void) {
    Play play;
    play_begin(&play);
    Object *dict = dict_of_two(&play, play_class(&play, "D", "del", change_dict));
    CHECK_INT(HEAP_OK, heap_clear(play.heap, dict));
    scene_check(&play.scene);
    CHECK_INT(2, heap_slot_count(play.heap, dict));
    play_end(&play);
}

static HeapStatus clear_dict(Play *play, Object *argument) {
    (void)argument;
    return heap_clear(play->heap, scene_object(&play->scene, "d"));
}

static void a_finalizer_may_clear_the_dict_whose_value_is_replaced(void) {
    Play play;
    play_begin(&play);
    Object *dict = dict_of_two(&play, play_class(&play, "D", "del", clear_dict));
    Object *number = new_int(play.heap, 5);
    set_item(play.heap, dict, "a", number);
    heap_drop(play.heap, number);
    scene_check(&play.scene);
    CHECK_INT(0, heap_slot_count(play.heap, dict));
    CHECK_STR("del del ", play.ran);
    play_end(&play);
}

static HeapStatus bind_again(Play *play, Object *argument) {
    (void)argument;
    bind_name(play->heap, "p", new_list(play->heap));
    return HEAP_OK;
}

static void a_finalizer_may_bind_the_name_that_is_deleted(void) {
    Play play;
    play_begin(&play);
    scene_instance(&play.scene, "p", play_class(&play, "D", "del", bind_again));
    scene_unbind(&play.scene, "p");
    CHECK_STR("list", scene_info(&play.scene, scene_object(&play.scene, "p")).type);
    play_end(&play);
}

static HeapStatus set_on_owner(Play *play, Object *argument) {
    Object *owner = scene_object(&play->scene, "o");
    (void)argument;
    set_attr(play->heap, owner, "y", owner);
    return HEAP_OK;
}

static void a_finalizer_may_set_attributes_of_the_owner(void) {
    Play play;
    play_begin(&play);
    Object *owner = scene_instance(&play.scene, "o", scene_class(&play.scene, "Owner"));
    Object *child = new_instance(play.heap, play_class(&play, "D", "del", set_on_owner));
    set_attr(play.heap, owner, "x", child);
    heap_drop(play.heap, child);
    scene_delete(&play.scene, owner, "x");
    CHECK(scene_get(&play.scene, owner, "y") == owner);
    play_end(&play);
}

static HeapStatus collect_now(Play *play, Object *argument) {
    (void)argument;
    CHECK_INT(1, collect(play->heap, 2).collected);
    return HEAP_OK;
}

static void a_collection_in_a_finalizer_leaves_the_dying_alone(void) {
    Play play;
    play_begin(&play);
    Object *list = numbered_list(&play, play_class(&play, "D", "del", collect_now), 1);
    append(play.heap, list, list);
    Object *garbage = scene_list(&play.scene, "g");
    append(play.heap, garbage, garbage);
    scene_unbind(&play.scene, "g");
    CHECK_INT(HEAP_OK, heap_clear(play.heap, list));
    scene_check(&play.scene);
    CHECK_STR("del ", play.ran);
    play_end(&play);
}

// ---- depth

static HeapStatus make_another(Play *play, Object *argument) {
    heap_drop(play->heap, new_instance(play->heap, heap_object_class(play->heap, argument)));
    return HEAP_OK;
}

static void finalizers_nest_a_hundred_deep(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "D", "x", make_another);
    scene_instance(&play.scene, "p", cls);
    scene_log(&play.scene, bit(HEAP_EVENT_FINALIZER) | bit(HEAP_EVENT_UNRAISABLE));
    scene_unbind(&play.scene, "p");
    CHECK_INT(2 * HEAP_MAX_FINALIZER_DEPTH, strlen(play.ran));
    const char *end = play.scene.log + strlen(play.scene.log);
    CHECK_STR("finalizer D, unraisable function, ",
              end - strlen("finalizer D, unraisable function, "));
    play_end(&play);
}

static HeapStatus set_another(Play *play, Object *argument) {
    set_attr(play->heap, play->kept[0], "y", heap_object_class(play->heap, argument));
    return HEAP_OK;
}

// f.x = ...: the function's dict is the allocation that starts the collection.
static void a_function_keeps_the_attribute_that_a_finalizer_set_before_its_first(void) {
    Play play;
    play_begin(&play);
    Heap *heap = play.heap;
    Object *cls = play_class(&play, "D", "del", set_another);
    Object *function = play.kept[0] = play_function(&play, "f", NULL);
    scene_collect(&play.scene, 2);
    Object *garbage = scene_instance(&play.scene, "g", cls);
    set_attr(heap, garbage, "self", garbage);
    scene_list(&play.scene, "a");
    scene_list(&play.scene, "b");
    scene_unbind(&play.scene, "g");
    heap_gc_set_thresholds(heap, (const uint32_t[]){1, 10, 10});
    heap_gc_enable(heap, true);
    set_attr(heap, function, "x", cls);
    heap_gc_enable(heap, false);
    CHECK_STR("del ", play.ran);
    CHECK(scene_get(&play.scene, function, "x") == cls);
    CHECK(scene_get(&play.scene, function, "y") == cls);
    play_end(&play);
}

// ---- failures

static HeapStatus run_out(Play *play, Object *argument) {
    (void)play, (void)argument;
    return HEAP_QUOTA_WORK;
}

static void after_a_quota_nothing_runs_and_every_call_fails_with_it(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "D", "del", run_out), *made = NULL;
    numbered_list(&play, cls, 3);
    scene_unbind(&play.scene, "li");
    CHECK_STR("del ", play.ran);
    CHECK_INT(HEAP_QUOTA_WORK, heap_check_budget(play.heap));
    CHECK_INT(HEAP_QUOTA_WORK, heap_new_list(play.heap, NULL, 0, HEAP_DISPLAY_EXACT, &made));
    heap_set_budget(play.heap, 0);
    CHECK_INT(HEAP_OK, heap_check_budget(play.heap));
    play_end(&play);
}

static HeapStatus fail_and_tell(Play *play, Object *argument) {
    Object *missing = NULL;
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_get_attr(play->heap, argument, "no", &missing));
    heap_unraisable(play->heap, argument, "AttributeError", heap_error(play->heap));
    return HEAP_OK;
}

// What is made is dropped on the way out of a failure, and that has a finalizer.
static void a_failure_keeps_its_words_whatever_a_finalizer_says(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", fail_and_tell), *item = NULL;
    Object *list = scene_list(&play.scene, "li");
    CHECK_INT(HEAP_INDEX_ERROR, heap_pop(play.heap, list, NULL, &item));
    scene_instance(&play.scene, "p", cls);
    scene_unbind(&play.scene, "p");
    CHECK_STR("pop from empty list", heap_error(play.heap));
    play_end(&play);
}

static void what_cannot_be_called_is_an_exception_that_nobody_can_catch(void) {
    Play play;
    play_begin(&play);
    Object *cls = scene_class(&play.scene, "P"), *five = new_int(play.heap, 5);
    scene_set(&play.scene, cls, "__del__", five);
    heap_drop(play.heap, five);
    scene_instance(&play.scene, "p", cls);
    scene_log(&play.scene, bit(HEAP_EVENT_UNRAISABLE) | bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&play.scene, "p");
    CHECK_STR("unraisable int, dealloc P, ", play.scene.log);
    play_end(&play);
}

static void without_a_runner_nothing_is_run(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", NULL);
    scene_instance(&play.scene, "p", cls);
    heap_set_runner(play.heap, NULL);
    scene_log(&play.scene, bit(HEAP_EVENT_FINALIZER) | bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&play.scene, "p");
    CHECK_STR("dealloc P, ", play.scene.log);
    play_end(&play);
}

int main(void) {
    RUN(a_finalizer_runs_while_the_object_is_whole);
    RUN(a_class_without_a_finalizer_any_more_has_none);
    RUN(what_was_never_held_is_finalized_too);
    RUN(items_are_finalized_last_to_first);
    RUN(an_owner_is_finalized_before_what_it_owns);
    RUN(a_list_that_is_cleared_takes_what_finalizers_append);
    RUN(a_finalizer_may_clear_the_list_it_is_deleted_from);
    RUN(a_finalizer_may_let_the_list_itself_go);
    RUN(a_dict_that_is_cleared_takes_what_finalizers_store);
    RUN(a_finalizer_may_clear_the_dict_whose_value_is_replaced);
    RUN(a_finalizer_may_bind_the_name_that_is_deleted);
    RUN(a_finalizer_may_set_attributes_of_the_owner);
    RUN(a_collection_in_a_finalizer_leaves_the_dying_alone);
    RUN(finalizers_nest_a_hundred_deep);
    RUN(a_function_keeps_the_attribute_that_a_finalizer_set_before_its_first);
    RUN(after_a_quota_nothing_runs_and_every_call_fails_with_it);
    RUN(a_failure_keeps_its_words_whatever_a_finalizer_says);
    RUN(what_cannot_be_called_is_an_exception_that_nobody_can_catch);
    RUN(without_a_runner_nothing_is_run);
    return 0;
}
