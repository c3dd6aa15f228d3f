package io.shopfleet.platform.events;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Remembers which events were applied, in the transaction that applies them. */
final class Inbox {
    // Sorted, so that two consumers with the same events wait for each other instead of deadlocking.
    private static final String KEEP_NEW = """
            INSERT INTO inbox (id) SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id
            ON CONFLICT (id) DO NOTHING
            RETURNING id
            """;

    private Inbox() {}

    static Future<List<ReceivedEvent>> keepNew(SqlConnection connection, Map<UUID, ReceivedEvent> events) {
        return connection
                .preparedQuery(KEEP_NEW)
                .execute(Tuple.of(events.keySet().toArray(UUID[]::new)))
                .map(rows -> {
                    Set<UUID> fresh = StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> row.getUUID("id"))
                            .collect(Collectors.toSet());
                    return events.values().stream()
                            .filter(event -> fresh.contains(event.id()))
                            .toList();
                });
    }
}
