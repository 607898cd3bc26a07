#include "server/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An option's number lies from `smallest` to `largest`; both 0 make it a text.
typedef struct {
    const char *name;  // Without the dashes; SANDHEAP_<NAME> in the environment.
    const char *value;
    const char *initial;
    const char *help;
    size_t offset;
    long smallest, largest;
} Option;

// clang-format off
static const Option options[] = {
    {"port", "NUMBER", "8080", "listen on this port; 0 takes a free one",
     offsetof(Config, port), 0, 65535},
    {"bind", "ADDRESS", "127.0.0.1", "listen on this address; 0.0.0.0 is all of them",
     offsetof(Config, bind), 0, 0},
    {"max-sessions", "NUMBER", "1000", "how many sessions there can be at once",
     offsetof(Config, max_sessions), 1, 10000},
    {"max-sessions-per-address", "NUMBER", "0",
     "how many of them one address can have; 0 is half of them",
     offsetof(Config, max_sessions_per_address), 0, 10000},
    {"session-ttl", "SECONDS", "3600", "end a session that nobody used for so long; 0 never",
     offsetof(Config, session_ttl), 0, 1000000000},
    {"max-connections", "NUMBER", "1024", "how many connections there can be at once",
     offsetof(Config, max_connections), 1, 65536},
    {"max-connections-per-address", "NUMBER", "64",
     "how many of them one address may have; 0 any, for a server behind a proxy",
     offsetof(Config, max_connections_per_address), 0, 65536},
    {"max-memory", "MIB", "0",
     "take nothing new while the process has more in use; 0 is three quarters of the machine",
     offsetof(Config, max_memory), 0, 1L << 30},
    {"request-timeout", "SECONDS", "10", "close a connection whose request is not whole by then",
     offsetof(Config, request_timeout), 1, 3600},
    {"reply-timeout", "SECONDS", "30", "close a connection that has not taken its answer by then",
     offsetof(Config, reply_timeout), 1, 3600},
    {"idle-timeout", "SECONDS", "30", "close a connection that has asked nothing for so long",
     offsetof(Config, idle_timeout), 1, 3600},
    {"busy-timeout", "SECONDS", "1", "wait so long for another request of the same session",
     offsetof(Config, busy_timeout), 0, 60},
    {"drain-timeout", "SECONDS", "5", "on a signal, answer what is under way for so long",
     offsetof(Config, drain_timeout), 0, 300},
};
// clang-format on

enum { OPTIONS = sizeof options / sizeof *options, NAME_SIZE = 48 };

static bool is_text(const Option *option) {
    return option->smallest == 0 && option->largest == 0;
}

static void environment_name(const Option *option, char name[static NAME_SIZE]) {
    snprintf(name, NAME_SIZE, "SANDHEAP_%s", option->name);
    for (char *letter = name; *letter != '\0'; letter++) {
        int upper = *letter == '-' ? '_' : toupper((unsigned char)*letter);
        *letter = (char)upper;
    }
}

static bool set_number(const Option *option, const char *text, long *number) {
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    bool is_number = isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0;
    if (!is_number || value < option->smallest || value > option->largest) {
        return false;
    }
    *number = value;
    return true;
}

static bool set_text(const char *text, char *place) {
    if (text[0] == '\0' || strlen(text) >= CONFIG_BIND_SIZE) {
        return false;
    }
    memcpy(place, text, strlen(text) + 1);
    return true;
}

// `origin` is the flag or variable as the user knows it.
static bool set_option(Config *config, const Option *option, const char *origin, const char *text,
                       char *message) {
    char *place = (char *)config + option->offset;
    if (is_text(option)) {
        if (!set_text(text, place)) {
            snprintf(message, CONFIG_MESSAGE_SIZE, "%s takes 1 to %d characters, not '%.64s'",
                     origin, CONFIG_BIND_SIZE - 1, text);
            return false;
        }
        return true;
    }
    long number = 0;
    if (!set_number(option, text, &number)) {
        snprintf(message, CONFIG_MESSAGE_SIZE,
                 "%s takes a whole number from %ld to %ld, not '%.64s'", origin, option->smallest,
                 option->largest, text);
        return false;
    }
    memcpy(place, &number, sizeof number);
    return true;
}

static bool read_environment(Config *config, char *message) {
    for (size_t i = 0; i < OPTIONS; i++) {
        char name[NAME_SIZE];
        environment_name(&options[i], name);
        const char *text = getenv(name);
        bool is_set = text != NULL && text[0] != '\0';
        if (is_set && !set_option(config, &options[i], name, text, message)) {
            return false;
        }
    }
    return true;
}

// The option that `argument`, "--name" or "--name=value", names; NULL if none.
static const Option *find_option(const char *argument) {
    if (strncmp(argument, "--", 2) != 0) {
        return NULL;
    }
    size_t size = strcspn(argument + 2, "=");
    for (size_t i = 0; i < OPTIONS; i++) {
        if (strlen(options[i].name) == size && memcmp(options[i].name, argument + 2, size) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

// Reads the option at *index and leaves *index at the last argument it used.
static bool read_argument(Config *config, char **arguments, int *index, char *message) {
    const char *argument = arguments[*index];
    const Option *option = find_option(argument);
    if (option == NULL) {
        snprintf(message, CONFIG_MESSAGE_SIZE, "there is no option '%.64s'; --help lists them",
                 argument);
        return false;
    }
    const char *equals = strchr(argument, '=');
    const char *text = equals != NULL ? equals + 1 : arguments[*index + 1];
    if (text == NULL) {
        snprintf(message, CONFIG_MESSAGE_SIZE, "--%s needs a value: --%s %s", option->name,
                 option->name, option->value);
        return false;
    }
    *index += equals != NULL ? 0 : 1;
    char origin[NAME_SIZE];
    snprintf(origin, sizeof origin, "--%s", option->name);
    return set_option(config, option, origin, text, message);
}

ConfigOutcome config_read(Config *config, int count, char **arguments,
                          char message[static CONFIG_MESSAGE_SIZE]) {
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0) {
            return CONFIG_HELP;
        }
    }
    for (size_t i = 0; i < OPTIONS; i++) {
        if (!set_option(config, &options[i], options[i].name, options[i].initial, message)) {
            return CONFIG_BAD;
        }
    }
    if (!read_environment(config, message)) {
        return CONFIG_BAD;
    }
    ConfigOutcome outcome = CONFIG_RUN;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--health") == 0) {
            outcome = CONFIG_HEALTH;
        } else if (!read_argument(config, arguments, &i, message)) {
            return CONFIG_BAD;
        }
    }
    return outcome;
}

void config_print_help(void) {
    puts("usage: sandheap [OPTION...]\n\n"
         "Keeps managed heaps that behave like CPython's memory, one for each session, and shows\n"
         "them over HTTP and on a page. Stops cleanly on Ctrl-C or SIGTERM.\n");
    for (size_t i = 0; i < OPTIONS; i++) {
        char flag[NAME_SIZE], variable[NAME_SIZE];
        snprintf(flag, sizeof flag, "--%s %s", options[i].name, options[i].value);
        environment_name(&options[i], variable);
        printf("  %s\n      %s\n", flag, options[i].help);
        printf("      default %s; or %s\n", options[i].initial, variable);
    }
    puts("  --health\n"
         "      ask the server that runs with these options whether it is ready; stop with 0 or 1");
    puts("  --help\n      print this and stop");
}
