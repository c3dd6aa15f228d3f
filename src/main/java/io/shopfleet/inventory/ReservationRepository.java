package io.shopfleet.inventory;

import io.shopfleet.inventory.Basket.Line;
import io.shopfleet.inventory.Reservation.Rejection;
import io.shopfleet.inventory.Reservation.State;
import io.shopfleet.inventory.api.InventoryApi.ShortLine;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of reservations, set by set.
 *
 * <p>No deadlocks: a transaction first claims (which waits for others' uncommitted claims), then locks reservations,
 * then locks stock, each by ascending key and each at most once.
 */
final class ReservationRepository {
    // Waits for a concurrent transaction that claims the same order; if that commits, its row stays and decides.
    private static final String CLAIM = """
            INSERT INTO reservations (order_id, state, lines)
            SELECT order_id, state, lines::jsonb
            FROM unnest($1::uuid[], $2::text[], $3::text[]) AS claim (order_id, state, lines)
            ORDER BY order_id
            ON CONFLICT (order_id) DO NOTHING
            RETURNING order_id
            """;
    // A statement of its own after CLAIM, so that it sees rows that were committed while CLAIM waited.
    private static final String LOCK = """
            SELECT order_id, state, lines::text AS lines, reason, short_lines::text AS short_lines
            FROM reservations WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE
            """;
    private static final String LOCK_STOCK = """
            SELECT product_id, sku, on_hand, reserved
            FROM stock JOIN products ON products.id = product_id
            WHERE product_id = ANY($1) ORDER BY product_id FOR UPDATE OF stock
            """;
    private static final String UPDATE = """
            UPDATE reservations SET state = change.state, reason = change.reason,
                short_lines = change.short_lines::jsonb, updated_at = now()
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
                AS change (order_id, state, reason, short_lines)
            WHERE reservations.order_id = change.order_id
            """;
    private static final String UPDATE_STOCK = """
            UPDATE stock SET on_hand = change.on_hand, reserved = change.reserved
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS change (product_id, on_hand, reserved)
            WHERE stock.product_id = change.product_id
            """;
    private static final String INSERT_SHIPMENTS = """
            INSERT INTO movements (product_id, delta, reason, actor, order_id)
            SELECT product_id, -quantity, 'shipped', 'event:order_fulfilled', order_id
            FROM unnest($1::bigint[], $2::bigint[], $3::uuid[]) AS line (product_id, quantity, order_id)
            """;
    private static final String FIND_SETTLED = """
            SELECT order_id FROM reservations
            WHERE order_id = ANY($1) AND state IN ('REJECTED', 'RELEASED', 'SHIPPED') ORDER BY order_id
            """;

    /** Writes rows for orders that have none. Answers with those orders; the others have rows that decide. */
    Future<List<UUID>> claim(SqlClient sql, Collection<Reservation> claims) {
        if (claims.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return sql.preparedQuery(CLAIM)
                .mapping(row -> row.getUUID("order_id"))
                .execute(Tuple.of(
                        ids(claims),
                        claims.stream().map(claim -> claim.state().name()).toArray(String[]::new),
                        claims.stream()
                                .map(claim -> write(claim.basket().lines()))
                                .toArray(String[]::new)))
                .map(ReservationRepository::list);
    }

    /** Locks the rows of some orders until the transaction ends; orders without one are left out. */
    Future<List<Reservation>> lock(SqlClient sql, Collection<UUID> orderIds) {
        if (orderIds.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return sql.preparedQuery(LOCK)
                .mapping(ReservationRepository::reservation)
                .execute(Tuple.of(orderIds.toArray(UUID[]::new)))
                .map(ReservationRepository::list);
    }

    /** Locks the stock of some products until the transaction ends; unknown products are left out. */
    Future<List<StockLevel>> lockStock(SqlClient sql, Collection<Long> productIds) {
        if (productIds.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return sql.preparedQuery(LOCK_STOCK)
                .mapping(ProductRepository::stock)
                .execute(Tuple.of(productIds.toArray(Long[]::new)))
                .map(ReservationRepository::list);
    }

    /** Writes down what became of some reservations. */
    Future<Void> update(SqlClient sql, List<Reservation> changed) {
        if (changed.isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> states = new ArrayList<>();
        List<@Nullable String> reasons = new ArrayList<>();
        List<@Nullable String> shortLines = new ArrayList<>();
        for (Reservation reservation : changed) {
            Rejection rejection = reservation.rejection();
            states.add(reservation.state().name());
            reasons.add(rejection == null ? null : rejection.reason());
            shortLines.add(rejection == null ? null : write(rejection.lines()));
        }
        return sql.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        ids(changed),
                        states.toArray(String[]::new),
                        reasons.toArray(String[]::new),
                        shortLines.toArray(String[]::new)))
                .mapEmpty();
    }

    /** Writes down some stock levels, whose rows this transaction holds. */
    Future<Void> updateStock(SqlClient sql, List<StockLevel> levels) {
        if (levels.isEmpty()) {
            return Future.succeededFuture();
        }
        return sql.preparedQuery(UPDATE_STOCK)
                .execute(Tuple.of(
                        levels.stream().map(StockLevel::productId).toArray(Long[]::new),
                        levels.stream().map(StockLevel::onHand).toArray(Long[]::new),
                        levels.stream().map(StockLevel::reserved).toArray(Long[]::new)))
                .mapEmpty();
    }

    /** Writes a movement for every line that leaves the house. */
    Future<Void> insertShipments(SqlClient sql, List<Reservation> shipped) {
        if (shipped.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Long> productIds = new ArrayList<>();
        List<Long> quantities = new ArrayList<>();
        List<UUID> orderIds = new ArrayList<>();
        for (Reservation reservation : shipped) {
            for (Line line : reservation.basket().lines()) {
                productIds.add(line.productId());
                quantities.add(line.quantity());
                orderIds.add(reservation.orderId());
            }
        }
        return sql.preparedQuery(INSERT_SHIPMENTS)
                .execute(Tuple.of(
                        productIds.toArray(Long[]::new),
                        quantities.toArray(Long[]::new),
                        orderIds.toArray(UUID[]::new)))
                .mapEmpty();
    }

    /** Which of some orders hold no stock and never will. */
    Future<List<UUID>> findSettled(SqlClient sql, List<UUID> orderIds) {
        return sql.preparedQuery(FIND_SETTLED)
                .mapping(row -> row.getUUID("order_id"))
                .execute(Tuple.of(orderIds.toArray(UUID[]::new)))
                .map(ReservationRepository::list);
    }

    private static Reservation reservation(Row row) {
        return new Reservation(
                row.getUUID("order_id"),
                State.valueOf(row.getString("state")),
                new Basket(List.of(read(row.getString("lines"), Line[].class))),
                rejection(row.getString("reason"), row.getString("short_lines")));
    }

    private static UUID[] ids(Collection<Reservation> reservations) {
        return reservations.stream().map(Reservation::orderId).toArray(UUID[]::new);
    }

    private static @Nullable Rejection rejection(@Nullable String reason, @Nullable String shortLines) {
        return reason == null || shortLines == null
                ? null
                : new Rejection(reason, List.of(read(shortLines, ShortLine[].class)));
    }

    private static String write(List<?> lines) {
        return JsonFormat.write(lines).toString();
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JsonFormat.read(Buffer.buffer(json), type);
        } catch (IOException e) {
            throw new UncheckedIOException("The database holds lines that are none", e);
        }
    }

    private static <T> List<T> list(Iterable<T> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }
}
