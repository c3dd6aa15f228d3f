package io.shopfleet.inventory;

import io.shopfleet.inventory.Reservation.Rejection;
import io.shopfleet.inventory.Reservation.State;
import io.shopfleet.inventory.StockCommand.ReleaseStock;
import io.shopfleet.inventory.StockCommand.ReserveStock;
import io.shopfleet.inventory.StockCommand.ShipStock;
import io.shopfleet.inventory.api.InventoryApi.ShortLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides, command by command, what a group of commands does to reservations and stock. It touches no database: its
 * transaction holds all the rows in question and writes down the outcome. Used once.
 */
final class Allocation {
    private static final Logger LOG = LoggerFactory.getLogger(Allocation.class);

    private final List<StockCommand> commands;
    private final Map<UUID, Reservation> stored;
    private final Map<UUID, Reservation> reservations;
    private final Map<UUID, Reservation> answers = new LinkedHashMap<>();
    private final List<Reservation> shipped = new ArrayList<>();
    private final List<UUID> cancelledTooLate = new ArrayList<>();
    private final List<UUID> fulfilledWithoutStock = new ArrayList<>();

    /**
     * Takes the commands and the reservations they are about.
     *
     * @param commands what to do, in this order
     * @param known reservations that earlier transactions decided
     * @param claimed rows that this transaction wrote in expectation of the outcome; they decide nothing
     */
    Allocation(List<StockCommand> commands, Map<UUID, Reservation> known, Map<UUID, Reservation> claimed) {
        this.commands = commands;
        this.reservations = new HashMap<>(known);
        this.stored = new HashMap<>(known);
        this.stored.putAll(claimed);
    }

    /**
     * The rows to write for a group before it is decided: an order's first command tells what most probably becomes of
     * it. Shipping needs an earlier decision, so it claims nothing.
     */
    static Map<UUID, Reservation> claims(List<StockCommand> commands) {
        Map<UUID, Reservation> claims = new LinkedHashMap<>();
        for (StockCommand command : commands) {
            UUID orderId = command.orderId();
            switch (command) {
                case ReserveStock reserve ->
                    claims.putIfAbsent(orderId, Reservation.reserved(orderId, reserve.basket()));
                case ReleaseStock release -> claims.putIfAbsent(orderId, Reservation.tombstone(orderId));
                case ShipStock ship -> {}
            }
        }
        return claims;
    }

    /** Every product whose stock the decision may read or change; an order that has its answer needs none. */
    SortedSet<Long> productIds() {
        SortedSet<Long> ids = new TreeSet<>();
        for (StockCommand command : commands) {
            Reservation known = reservations.get(command.orderId());
            if (known != null && known.state() == State.RESERVED && !(command instanceof ReserveStock)) {
                addProducts(ids, known.basket());
            } else if (known == null && command instanceof ReserveStock reserve) {
                addProducts(ids, reserve.basket());
            }
        }
        return ids;
    }

    /**
     * Decides everything.
     *
     * @param stock the stock of {@link #productIds}, as far as they exist
     * @return what to write and tell
     */
    Outcome decide(StockLedger stock) {
        for (StockCommand command : commands) {
            switch (command) {
                case ReserveStock reserve -> reserve(reserve, stock);
                case ReleaseStock release -> release(release.orderId(), stock);
                case ShipStock ship -> ship(ship.orderId(), stock);
            }
        }
        complain();
        List<Reservation> changed = reservations.values().stream()
                .filter(reservation -> !reservation.equals(stored.get(reservation.orderId())))
                .toList();
        return new Outcome(changed, stock.changed(), List.copyOf(shipped), List.copyOf(answers.values()));
    }

    private void reserve(ReserveStock command, StockLedger stock) {
        Reservation reservation = reservations.computeIfAbsent(command.orderId(), id -> allocate(id, command, stock));
        // Told again although decided before: the asker asks again because it has not heard the answer.
        if (reservation.state() != State.RELEASED) {
            answers.put(command.orderId(), reservation);
        }
    }

    private static Reservation allocate(UUID orderId, ReserveStock command, StockLedger stock) {
        List<ShortLine> shortLines = stock.reserve(command.basket());
        return shortLines.isEmpty()
                ? Reservation.reserved(orderId, command.basket())
                : Reservation.rejected(orderId, command.basket(), new Rejection(stock.explain(shortLines), shortLines));
    }

    private void release(UUID orderId, StockLedger stock) {
        Reservation reservation = reservations.computeIfAbsent(orderId, Reservation::tombstone);
        switch (reservation.state()) {
            case RESERVED -> {
                stock.release(reservation.basket());
                reservations.put(orderId, reservation.released());
                answers.remove(orderId);
            }
            case SHIPPED -> cancelledTooLate.add(orderId);
            case REJECTED, RELEASED -> {}
        }
    }

    private void ship(UUID orderId, StockLedger stock) {
        Reservation reservation = reservations.get(orderId);
        if (reservation != null && reservation.state() == State.RESERVED) {
            stock.ship(reservation.basket());
            reservations.put(orderId, reservation.shipped());
            shipped.add(reservation.shipped());
        } else if (reservation == null || reservation.state() != State.SHIPPED) {
            fulfilledWithoutStock.add(orderId);
        }
    }

    /** Neither happens while the order service keeps to the lifecycle. */
    private void complain() {
        if (!cancelledTooLate.isEmpty()) {
            LOG.warn("Cancelled after their stock had left the house, which changes nothing: {}", cancelledTooLate);
        }
        if (!fulfilledWithoutStock.isEmpty()) {
            LOG.error("Fulfilled without a reservation, so that no stock is taken: {}", fulfilledWithoutStock);
        }
    }

    private static void addProducts(SortedSet<Long> ids, Basket basket) {
        basket.lines().forEach(line -> ids.add(line.productId()));
    }

    /**
     * What a group comes to.
     *
     * @param changed reservations whose rows must be written once more
     * @param stock levels that changed
     * @param shipped reservations whose stock leaves the house
     * @param answers reservations to tell the order service about: RESERVED, SHIPPED or REJECTED
     */
    record Outcome(
            List<Reservation> changed, List<StockLevel> stock, List<Reservation> shipped, List<Reservation> answers) {}
}
