package io.shopfleet.order;

import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.TimelineStep;
import io.shopfleet.platform.contract.Money;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of orders. */
final class OrderRepository {
    private static final String COLUMNS =
            " id, user_id, status, lines::text AS lines, total_minor, currency, reason, timeline::text AS timeline,"
                    + " created_at, updated_at ";

    private static final String BY_IDS = "SELECT" + COLUMNS + "FROM orders WHERE id = ANY($1)";

    // Sorted, so that two groups with the same orders wait for each other instead of deadlocking.
    private static final String LOCK = "SELECT" + COLUMNS + "FROM orders WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    private static final String PAGE = "SELECT" + COLUMNS + """
            FROM orders
            WHERE ($1::bigint IS NULL OR user_id = $1) AND ($2::text IS NULL OR status = $2)
              AND ($3::uuid IS NULL OR id < $3)
            ORDER BY id DESC LIMIT $4
            """;

    private static final String UPDATE = """
            UPDATE orders
            SET status = next.status, reason = next.reason, timeline = orders.timeline || next.step::jsonb,
                updated_at = next.at, nudges = 0, nudged_at = NULL
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
                AS next (id, status, reason, step, at)
            WHERE orders.id = next.id
            """;

    private static final String LOCK_OLDER_THAN = "SELECT" + COLUMNS + """
            FROM orders
            WHERE status = $1 AND id < $2
            ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
            """;

    private static final String DUE = """
            coalesce(nudged_at, updated_at) < now() - least(30, $1::float8 * 2 ^ least(nudges, 16)) * interval '1 second'
            """;

    private static final String LOCK_UNANSWERED = "SELECT" + COLUMNS + "FROM orders WHERE status = 'PENDING' AND " + DUE
            + "ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED";

    private static final String WITH_OPEN_STOCK = "SELECT" + COLUMNS
            + "FROM orders WHERE NOT stock_settled AND status IN ('CANCELLED', 'FULFILLED') AND " + DUE
            + "ORDER BY id LIMIT $2";

    private static final String NUDGED = "UPDATE orders SET nudges = nudges + 1, nudged_at = now() WHERE id = ANY($1)";

    private static final String STOCK_SETTLED = "UPDATE orders SET stock_settled = true WHERE id = ANY($1)";

    Future<Map<UUID, Order>> find(SqlClient client, Set<UUID> ids) {
        return client.preparedQuery(BY_IDS)
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(rows -> orders(rows).stream().collect(Collectors.toMap(Order::id, Function.identity())));
    }

    Future<List<Order>> lock(SqlClient client, List<UUID> ids) {
        return client.preparedQuery(LOCK)
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(OrderRepository::orders);
    }

    /** @param userId whose; null for everybody's */
    Future<List<Order>> page(
            SqlClient client, @Nullable Long userId, @Nullable OrderStatus status, @Nullable UUID after, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(userId, status == null ? null : status.name(), after, limit))
                .map(OrderRepository::orders);
    }

    /** Writes the last transition of each. */
    Future<Void> update(SqlClient client, List<Order> moved) {
        return client.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        moved.stream().map(Order::id).toArray(UUID[]::new),
                        moved.stream().map(order -> order.status().name()).toArray(String[]::new),
                        moved.stream().map(Order::reason).toArray(String[]::new),
                        moved.stream()
                                .map(order -> text(order.timeline().getLast()))
                                .toArray(String[]::new),
                        moved.stream().map(order -> time(order.updatedAt())).toArray(OffsetDateTime[]::new)))
                .mapEmpty();
    }

    /** Those in a state that were placed before a moment, oldest first; skips those that another process works on. */
    Future<List<Order>> lockPlacedBefore(SqlClient client, OrderStatus status, Instant moment, int limit) {
        return client.preparedQuery(LOCK_OLDER_THAN)
                .execute(Tuple.of(status.name(), OrderIds.firstAt(moment), limit))
                .map(OrderRepository::orders);
    }

    /** Pending ones that inventory has not answered for longer than their pause, oldest first. */
    Future<List<Order>> lockUnanswered(SqlClient client, Duration firstPause, int limit) {
        return client.preparedQuery(LOCK_UNANSWERED)
                .execute(Tuple.of(firstPause.toMillis() / 1_000.0, limit))
                .map(OrderRepository::orders);
    }

    /** Cancelled and fulfilled ones of which inventory may still hold stock. */
    Future<List<Order>> withOpenStock(SqlClient client, Duration firstPause, int limit) {
        return client.preparedQuery(WITH_OPEN_STOCK)
                .execute(Tuple.of(firstPause.toMillis() / 1_000.0, limit))
                .map(OrderRepository::orders);
    }

    /** Remembers that inventory was asked again; the next pause is twice as long. */
    Future<Void> nudged(SqlClient client, List<Order> orders) {
        return client.preparedQuery(NUDGED).execute(ids(orders)).mapEmpty();
    }

    Future<Void> stockSettled(SqlClient client, List<Order> orders) {
        return client.preparedQuery(STOCK_SETTLED).execute(ids(orders)).mapEmpty();
    }

    static String text(Object value) {
        return JsonFormat.write(value).toString();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Tuple ids(List<Order> orders) {
        return Tuple.of(orders.stream().map(Order::id).toArray(UUID[]::new));
    }

    private static List<Order> orders(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(OrderRepository::order)
                .toList();
    }

    private static Order order(Row row) {
        return new Order(
                row.getUUID("id"),
                row.getLong("user_id"),
                OrderStatus.valueOf(row.getString("status")),
                List.of(json(row.getString("lines"), OrderLine[].class)),
                new Money(row.getLong("total_minor"), row.getString("currency")),
                row.getString("reason"),
                List.of(json(row.getString("timeline"), TimelineStep[].class)),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static <T> T json(String text, Class<T> type) {
        try {
            return JsonFormat.read(Buffer.buffer(text), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
