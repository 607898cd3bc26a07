// How the server is to run: options of the command line, then SANDHEAP_* of the environment, then
// defaults. One table in config.c says what there is; --help is written from it.
#pragma once

#include <stddef.h>

enum { CONFIG_BIND_SIZE = 64, CONFIG_MESSAGE_SIZE = 256 };

typedef struct {
    char bind[CONFIG_BIND_SIZE];
    long port;
    long max_sessions;
    long max_sessions_per_address;  // 0: half of them.
    long session_ttl;               // Seconds; 0 keeps them for good.
    long max_connections;
    long max_connections_per_address;  // 0: no limit.
    long max_memory;                   // MiB; 0: by what the machine has.
    long request_timeout;              // These are seconds.
    long reply_timeout;
    long idle_timeout;
    long busy_timeout;
    long drain_timeout;
} Config;

typedef enum {
    CONFIG_RUN,
    CONFIG_HEALTH,  // Ask the server that runs with these options.
    CONFIG_HELP,
    CONFIG_BAD,
} ConfigOutcome;

// Fills `config`. When the outcome is CONFIG_BAD, `message` says what is wrong with which option.
ConfigOutcome config_read(Config *config, int count, char **arguments,
                          char message[static CONFIG_MESSAGE_SIZE]);

void config_print_help(void);
