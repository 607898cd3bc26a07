// Which weakrefs a finalizer still sees in a collection, in each profile, as measured.
#include "tests/heap/play.h"

// What a finalizer found: "alive " or "dead " for each weakref.
static HeapStatus look(Play *play, Object *argument) {
    (void)argument;
    for (int i = 0; i < 2; i++) {
        bool alive = heap_weakref_target(play->heap, play->kept[i]) != NULL;
        size_t used = strlen(play->ran);
        snprintf(play->ran + used, sizeof play->ran - used, alive ? "alive " : "dead ");
    }
    return HEAP_OK;
}

static HeapStatus look_and_bind(Play *play, Object *argument) {
    HeapStatus status = look(play, argument);
    return status == HEAP_OK ? heap_bind(play->heap, HEAP_MODULE_FRAME, "back", argument) : status;
}

// p.me = p, with a weakref without callback, kept[0], and one with, kept[1]; then del p.
static void collect_cycle(Play *play, const char *profile, PlayBody body) {
    play_begin_as(play, profile);
    Object *p = scene_instance(&play->scene, "p", play_class(play, "P", "del", body));
    scene_set(&play->scene, p, "me", p);
    play->kept[0] = play_weakref(play, "w", p, NULL);
    play->kept[1] = play_weakref(play, "c", p, play_function(play, "cb", NULL));
    scene_unbind(&play->scene, "p");
    scene_collect(&play->scene, 2);
    scene_check(&play->scene);
}

static bool is_alive(const Play *play, int index) {
    return heap_weakref_target(play->heap, play->kept[index]) != NULL;
}

static void up_to_3_14_all_are_dead_before_finalizers_run(void) {
    static const char *const profiles[] = {"cpython-3.11", "cpython-3.12", "cpython-3.13",
                                           "cpython-3.14"};
    for (int i = 0; i < 4; i++) {
        Play play;
        collect_cycle(&play, profiles[i], look_and_bind);
        CHECK_STR("cb del dead dead ", play.ran);
        CHECK(!is_alive(&play, 0) && !is_alive(&play, 1));
        play_end(&play);
    }
}

static void in_3_15_those_without_callback_are_alive_and_survive_with_their_target(void) {
    Play play;
    collect_cycle(&play, "cpython-3.15", look_and_bind);
    CHECK_STR("cb del alive dead ", play.ran);
    CHECK(is_alive(&play, 0) && !is_alive(&play, 1));
    play_end(&play);
}

static void in_3_15_they_die_before_what_is_still_trash_is_cleared(void) {
    Play play;
    collect_cycle(&play, "cpython-3.15", look);
    CHECK_STR("cb del alive dead ", play.ran);
    CHECK(!is_alive(&play, 0) && !is_alive(&play, 1));
    play_end(&play);
}

// A finalizer makes a weakref to its dying object.
static HeapStatus make_weakref(Play *play, Object *argument) {
    Object *made = NULL, *callback = scene_object(&play->scene, "late");
    HeapStatus status = heap_new_weakref(play->heap, argument, callback, &made);
    if (status == HEAP_OK) {
        status = heap_bind(play->heap, HEAP_MODULE_FRAME, "made", made);
        heap_drop(play->heap, made);
    }
    return status;
}

static void what_a_finalizer_makes_calls_back_up_to_3_13_only(void) {
    static const struct {
        const char *profile, *ran;
    } cases[] = {{"cpython-3.12", "del late "},
                 {"cpython-3.13", "del late "},
                 {"cpython-3.14", "del "},
                 {"cpython-3.15", "del "}};
    for (int i = 0; i < 4; i++) {
        Play play;
        play_begin_as(&play, cases[i].profile);
        play_function(&play, "late", NULL);
        Object *p = scene_instance(&play.scene, "p", play_class(&play, "P", "del", make_weakref));
        scene_set(&play.scene, p, "me", p);
        scene_unbind(&play.scene, "p");
        CHECK_INT(1, scene_collect(&play.scene, 2));
        CHECK_STR(cases[i].ran, play.ran);
        CHECK(heap_weakref_target(play.heap, scene_object(&play.scene, "made")) == NULL);
        play_end(&play);
    }
}

// The weakref is trash, what it leads to is not, and its owner comes back.
static bool weakref_of_what_comes_back_is_alive(const char *profile) {
    Play play;
    play_begin_as(&play, profile);
    Object *cls = play_class(&play, "P", "del", look_and_bind);
    Object *target = scene_instance(&play.scene, "t", scene_class(&play.scene, "T"));
    Object *p = scene_instance(&play.scene, "p", cls);
    play.kept[0] = play.kept[1] = play_weakref(&play, "w", target, NULL);
    scene_set(&play.scene, p, "me", p);
    scene_set(&play.scene, p, "w", play.kept[0]);
    scene_unbind(&play.scene, "w");
    scene_unbind(&play.scene, "p");
    CHECK_INT(0, scene_collect(&play.scene, 2));
    bool alive = is_alive(&play, 0);
    CHECK_STR(alive ? "del alive alive " : "del dead dead ", play.ran);
    play_end(&play);
    return alive;
}

static void a_weakref_in_the_trash_dies_unless_it_comes_back_in_3_15(void) {
    CHECK(!weakref_of_what_comes_back_is_alive("cpython-3.13"));
    CHECK(!weakref_of_what_comes_back_is_alive("cpython-3.14"));
    CHECK(weakref_of_what_comes_back_is_alive("cpython-3.15"));
}

int main(void) {
    RUN(up_to_3_14_all_are_dead_before_finalizers_run);
    RUN(in_3_15_those_without_callback_are_alive_and_survive_with_their_target);
    RUN(in_3_15_they_die_before_what_is_still_trash_is_cleared);
    RUN(what_a_finalizer_makes_calls_back_up_to_3_13_only);
    RUN(a_weakref_in_the_trash_dies_unless_it_comes_back_in_3_15);
    return 0;
}
