package io.shopfleet.invariants;

import io.shopfleet.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks the invariants of design §3. {@link #checkLive} holds at any moment, {@link #checkAtRest} once nothing is under
 * way any more.
 */
public final class InvariantChecker {
    private static final String STOCK = """
            SELECT s.product_id, s.on_hand, s.reserved, coalesce(m.sum, 0) AS moved, coalesce(r.sum, 0) AS promised
            FROM stock s
            LEFT JOIN (SELECT product_id, sum(delta) FROM movements GROUP BY product_id) m USING (product_id)
            LEFT JOIN (SELECT (line ->> 'product_id')::bigint AS product_id, sum((line ->> 'quantity')::bigint)
                       FROM reservations, jsonb_array_elements(lines) AS line
                       WHERE state = 'RESERVED' GROUP BY 1) r USING (product_id)
            WHERE NOT (s.on_hand >= s.reserved AND s.reserved >= 0
                       AND s.on_hand = coalesce(m.sum, 0) AND s.reserved = coalesce(r.sum, 0))
            """;

    private static final String SHIPPED_TWICE = """
            SELECT order_id, product_id, count(*) FROM movements WHERE order_id IS NOT NULL
            GROUP BY order_id, product_id HAVING count(*) > 1
            """;

    private static final String MOVED_TWICE = """
            SELECT id, timeline::text AS timeline FROM orders
            WHERE (SELECT count(*) <> count(DISTINCT step ->> 'status') FROM jsonb_array_elements(timeline) AS step)
               OR timeline -> -1 ->> 'status' <> status
            """;

    private final TestDatabase orders;
    private final TestDatabase inventory;
    private final Journal journal;

    /**
     * A checker for one fleet.
     *
     * @param orders the order service's database
     * @param inventory the inventory service's database
     * @param journal what clients were told
     */
    public InvariantChecker(TestDatabase orders, TestDatabase inventory, Journal journal) {
        this.orders = orders;
        this.inventory = inventory;
        this.journal = journal;
    }

    /**
     * A broken promise.
     *
     * @param invariant its number in design §3
     * @param evidence what was found
     */
    public record Violation(int invariant, String evidence) {}

    /**
     * What must hold at any moment.
     *
     * @return every violation found
     */
    public List<Violation> checkLive() {
        List<Violation> violations = new ArrayList<>();
        inventory.rows(STOCK).forEach(row -> violations.add(new Violation(1, "stock does not add up: " + row)));
        orders.rows(MOVED_TWICE).forEach(row -> violations.add(new Violation(3, "moved twice: " + row)));
        inventory.rows(SHIPPED_TWICE).forEach(row -> violations.add(new Violation(3, "shipped twice: " + row)));
        checkAccepted(violations);
        checkKeys(violations);
        checkOwners(violations);
        return violations;
    }

    /**
     * What must hold when nothing is under way.
     *
     * @return every violation found, those of {@link #checkLive} included
     */
    public List<Violation> checkAtRest() {
        List<Violation> violations = checkLive();
        orders.rows("SELECT id, created_at FROM orders WHERE status = 'PENDING'")
                .forEach(row -> violations.add(new Violation(2, "still pending: " + row)));
        for (TestDatabase database : List.of(orders, inventory)) {
            database.rows("SELECT event, subject FROM outbox")
                    .forEach(row -> violations.add(new Violation(3, "never relayed: " + row)));
        }
        checkBothSidesAgree(violations);
        return violations;
    }

    private void checkAccepted(List<Violation> violations) {
        // Read first: an order that is accepted after the query is not missing from it.
        List<Journal.Accepted> accepted = journal.accepted();
        Set<String> existing = orders.rows("SELECT id::text FROM orders").stream()
                .map(row -> String.valueOf(row.get("id")))
                .collect(Collectors.toSet());
        accepted.stream()
                .filter(order -> !existing.contains(order.orderId()))
                .forEach(order -> violations.add(new Violation(2, "accepted and gone: " + order)));
    }

    private void checkKeys(List<Violation> violations) {
        Map<String, Set<String>> ordersByKey = new HashMap<>();
        journal.accepted().stream()
                .filter(order -> order.key() != null)
                .forEach(order -> ordersByKey
                        .computeIfAbsent(order.userId() + " " + order.key(), key -> new HashSet<>())
                        .add(order.orderId()));
        ordersByKey.forEach((key, ids) -> {
            if (ids.size() > 1) {
                violations.add(new Violation(4, "one key, several orders: " + key + " " + ids));
            }
        });
        // Also an order whose answer never reached its buyer must be the only one of its key.
        orders.rows(
                        "SELECT k.user_id, k.key, k.order_id FROM idempotency_keys k LEFT JOIN orders o ON o.id = k.order_id"
                                + " WHERE o.id IS NULL OR o.user_id <> k.user_id")
                .forEach(row -> violations.add(new Violation(4, "a key without its order: " + row)));
    }

    private void checkOwners(List<Violation> violations) {
        journal.seen().stream()
                .filter(seen -> seen.readerId() != seen.ownerId())
                .forEach(seen -> violations.add(new Violation(5, "shown to somebody else: " + seen)));
        Map<String, Long> owners = new HashMap<>();
        orders.rows("SELECT id::text, user_id FROM orders")
                .forEach(row -> owners.put(String.valueOf(row.get("id")), (Long) row.get("user_id")));
        journal.accepted().stream()
                .filter(order -> owners.getOrDefault(order.orderId(), order.userId()) != order.userId())
                .forEach(order -> violations.add(new Violation(5, "changed hands: " + order)));
    }

    /** A reserved order is confirmed, a rejected one rejected, a released one cancelled, a shipped one fulfilled. */
    private void checkBothSidesAgree(List<Violation> violations) {
        Map<String, Map<String, Object>> reservations = new HashMap<>();
        inventory
                .rows("SELECT order_id::text, state FROM reservations")
                .forEach(row -> reservations.put(String.valueOf(row.get("order_id")), row));
        orders.rows("SELECT id::text, status FROM orders WHERE status <> 'PENDING'")
                .forEach(row -> {
                    Map<String, Object> reservation = reservations.remove(String.valueOf(row.get("id")));
                    String state = reservation == null ? "NONE" : String.valueOf(reservation.get("state"));
                    Set<String> fitting = switch (String.valueOf(row.get("status"))) {
                        case "CONFIRMED" -> Set.of("RESERVED");
                        case "REJECTED" -> Set.of("REJECTED");
                        case "FULFILLED" -> Set.of("SHIPPED");
                        default -> Set.of("RELEASED", "REJECTED");
                    };
                    if (!fitting.contains(state)) {
                        violations.add(new Violation(3, "order " + row + " but reservation " + state));
                    }
                });
        Set<String> known = orders.rows("SELECT id::text FROM orders").stream()
                .map(row -> String.valueOf(row.get("id")))
                .collect(Collectors.toSet());
        reservations.keySet().stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> violations.add(new Violation(3, "reserved for an order nobody placed: " + id)));
    }
}
