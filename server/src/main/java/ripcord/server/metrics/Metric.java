package ripcord.server.metrics;

import java.util.List;

/// Everything that is measured. Names are stable: add, never rename. `docs/metrics.md` is made from it.
///
/// No label has more values than somebody has stated or the code has: never one per tenant, session, key or address.
public enum Metric {
    HTTP_REQUESTS(
            "ripcord_http_requests_seconds",
            Type.HISTOGRAM,
            "Answered requests and how long they took; feeds, which last, are not among them.",
            "route",
            "method",
            "status"),
    HTTP_UNROUTED(
            "ripcord_http_unrouted_total",
            Type.COUNTER,
            "Requests that no route took: another path, another method, or a head that breaks off or cannot be read.",
            "status"),
    EVENTS(
            "ripcord_events_total",
            Type.COUNTER,
            "Events, those included that were limited or dropped: sign-ins, refreshes, ends, refusals and all else in"
                    + " `docs/events.md`. `reason` is empty where people write it; `tenant` is `other` but for those"
                    + " that `--metrics-tenants` names, and empty where an event is of none or of several. Those that"
                    + " alarm, `event.kind` `alert`, are shown from 0.",
            "action",
            "outcome",
            "reason",
            "tenant"),
    EVENTS_DROPPED(
            "ripcord_events_dropped_total",
            Type.COUNTER,
            "Events that were not written: they came too fast, or the" + " disk was full."),

    STORE_READ("ripcord_store_read_seconds", Type.HISTOGRAM, "A read, from asking for a reader to its answer."),
    STORE_WRITE(
            "ripcord_store_write_seconds",
            Type.HISTOGRAM,
            "A write, from asking for the writer to its durable answer."),
    STORE_COMMIT("ripcord_store_commit_seconds", Type.HISTOGRAM, "A commit: making a group of writes durable."),
    STORE_GROUP("ripcord_store_commit_units", Type.HISTOGRAM, "How many writes shared one commit."),
    STORE_QUEUE("ripcord_store_queue_length", Type.GAUGE, "Writes that wait for the writer; at 20,000 it refuses."),
    STORE_READERS_IDLE("ripcord_store_readers_idle", Type.GAUGE, "Readers that are free; at 0 reads wait."),

    STORE_SERVERS("ripcord_store_servers", Type.GAUGE, "Servers on the store, this one among them."),
    STORE_CURRENT(
            "ripcord_store_current",
            Type.GAUGE,
            "1 while this server knows that what it has in memory is current, else 0: then requests get 503, but those"
                    + " that `docs/outages.md` lists."),
    STORE_STALENESS(
            "ripcord_store_staleness_seconds",
            Type.GAUGE,
            "How old what this server has in memory may be: under a second as long as it is current, 0 where one server"
                    + " has the store, and NaN if nobody can say."),
    STORE_LOOKS(
            "ripcord_store_looks_total",
            Type.COUNTER,
            "How often this server looked for what others changed in the store, by what had it look: a word of"
                    + " PostgreSQL's (`notify`), a call in Redis (`redis`, at most 50 a second), or time (`beat`, four"
                    + " times a second); and whether there was something (`news`) or not (`nothing`). All 0 where one"
                    + " server has the store.",
            "by",
            "outcome"),
    STALE_ANSWERS(
            "ripcord_stale_answers_total",
            Type.COUNTER,
            "Answers from memory that was not known to be current, as tenants' `outage.answer_from_memory_for` lets"
                    + " them be."),

    STORE_CLOCK_OFFSET(
            "ripcord_store_clock_offset_seconds",
            Type.GAUGE,
            "By how much the database's clock is ahead of this machine's, as last compared; 0 where there is one clock."
                    + " Beyond a second the server does not go by its own, beyond ten minutes it is not ready."),
    STORE_CLOCK_ASTRAY(
            "ripcord_store_clock_astray_seconds",
            Type.GAUGE,
            "By how much the database's clock is ahead of what its servers go by: 0 unless it was set while they ran."),

    REPLICA_WELL(
            "ripcord_store_replica_well",
            Type.GAUGE,
            "1 while the replica of `--database-read-url` is asked, 0 while it is left alone: reads go to the primary."),
    REPLICA_READS(
            "ripcord_store_replica_reads_total",
            Type.COUNTER,
            "Reads that were begun at the replica: `answered`; `behind`, so the primary was asked; `failed`, so it was"
                    + " asked as well.",
            "outcome"),

    LOG_POSITION(
            "ripcord_log_position",
            Type.GAUGE,
            "The newest entry's `seq` that this node has applied: microseconds since 1970, or a little more."),
    LOG_ENTRIES("ripcord_log_live_entries", Type.GAUGE, "Entries that still matter, in memory."),

    FEED_STREAMS("ripcord_feed_streams", Type.GAUGE, "Streams that run."),
    FEED_STALENESS(
            "ripcord_feed_staleness_seconds",
            Type.GAUGE,
            "Of each verifier's name the worst: what it reported last, or how long its stream has been gone. Names"
                    + " beyond the first 100 are `other`.",
            "verifier"),
    RELAY_STALENESS(
            "ripcord_relay_staleness_seconds",
            Type.GAUGE,
            "How old a relay's own copy of the log is. Only a relay has this."),
    RELAY_KEYS_UNUSABLE(
            "ripcord_relay_keys_unusable",
            Type.GAUGE,
            "1 while the file of who may follow a relay is not as expected: those of before may, and nobody is taken in"
                    + " or out. Only a relay has this."),
    FEED_BYTES("ripcord_feed_sent_bytes_total", Type.COUNTER, "What was sent on streams."),
    FEED_CUT(
            "ripcord_feed_cut_total",
            Type.COUNTER,
            "Streams that were cut because they did not take what they were" + " sent."),

    SESSIONS_FOUND(
            "ripcord_sessions_found_total",
            Type.COUNTER,
            "Look-ups of sessions that memory answered (`memory`), a copy that another node left in Redis (`redis`), and"
                    + " that went to the store (`store`).",
            "where"),

    REDIS_CONNECTED("ripcord_redis_connected", Type.GAUGE, "1 if there is a connection to Redis, else 0."),
    REDIS_WELL("ripcord_redis_well", Type.GAUGE, "1 if Redis is used for everything, 0 if it is degraded."),
    REDIS_SUSPENDED(
            "ripcord_redis_suspended",
            Type.GAUGE,
            "1 while Redis is not asked for this, because half of the last answers failed or were slow; else 0.",
            "use"),
    REDIS_REQUESTS(
            "ripcord_redis_requests_seconds",
            Type.HISTOGRAM,
            "What Redis was asked, and how long that took: `answered`; `slow`, so nobody waited for it; `failed`;"
                    + " `skipped`, so nobody asked.",
            "use",
            "outcome"),
    REDIS_COPIES(
            "ripcord_redis_session_copies_total",
            Type.COUNTER,
            "Looking for a session's copy: it answered (`hit`); there was none in time (`miss`); it was older than an"
                    + " entry of the log, too old or too new (`void`); it was no copy of that session (`refused`). And"
                    + " copies that were not put there because too many waited (`left_out`).",
            "outcome"),

    KEY_AGE(
            "ripcord_signing_key_age_seconds",
            Type.GAUGE,
            "Age of the oldest key that signs, of all tenants whose keys were used since the start."),
    KEY_ALARMS(
            "ripcord_signing_key_alarms",
            Type.GAUGE,
            "Keys that need attention, as `GET …/keys` says: `late`, `overdue` or `does_not_open`.",
            "alarm"),

    READY("ripcord_ready", Type.GAUGE, "1 if `/health/ready` says so, else 0."),
    DISK_FREE("ripcord_disk_free_bytes", Type.GAUGE, "What is free where the data folder is."),
    INFO("ripcord_build", Type.GAUGE, "1, with the version.", "version"),

    MEMORY_USED("jvm_memory_used_bytes", Type.GAUGE, "Memory in use.", "area"),
    MEMORY_MAX("jvm_memory_max_bytes", Type.GAUGE, "The most that the heap may grow to."),
    GC("jvm_gc_seconds_total", Type.COUNTER, "Time that garbage collection took."),
    THREADS("jvm_threads", Type.GAUGE, "Platform threads."),
    CPU("process_cpu_seconds_total", Type.COUNTER, "Processor time."),
    FILES("process_open_fds", Type.GAUGE, "Open files and sockets."),
    UPTIME("process_uptime_seconds", Type.GAUGE, "Since the start.");

    /// How Prometheus takes it.
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String wireName;
    private final Type type;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // List.of() makes one that nobody can change
    private final List<String> labels;

    Metric(String wireName, Type type, String meaning, String... labels) {
        this.wireName = wireName;
        this.type = type;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /// As a scrape shows it; a histogram's with `_bucket`, `_count` and `_sum` behind it.
    public String wireName() {
        return wireName;
    }

    public Type type() {
        return type;
    }

    /// For people.
    public String meaning() {
        return meaning;
    }

    public List<String> labels() {
        return labels;
    }
}
