package io.shopfleet.inventory;

import io.shopfleet.inventory.Allocation.Outcome;
import io.shopfleet.inventory.Reservation.Rejection;
import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.InventoryApi.FindSettled;
import io.shopfleet.inventory.api.InventoryApi.Settled;
import io.shopfleet.inventory.api.InventoryApi.StockRejected;
import io.shopfleet.inventory.api.InventoryApi.StockReserved;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.events.UnitOfWork;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What orders do to the stock: a whole group of commands in a handful of statements. */
final class ReservationService {
    private final Database database;
    private final ReservationRepository repository = new ReservationRepository();

    ReservationService(Database database) {
        this.database = database;
    }

    /** Which of some cancelled or fulfilled orders hold no stock and never will. */
    Future<Settled> findSettled(FindSettled question) {
        return database.query(sql -> repository.findSettled(sql, question.orderIds()))
                .map(Settled::new);
    }

    /** Applies commands in their order, and tells the order service what became of each reservation. */
    Future<Void> apply(UnitOfWork unit, List<StockCommand> commands) {
        return begin(unit.sql(), commands)
                .compose(allocation -> repository
                        .lockStock(unit.sql(), allocation.productIds())
                        .map(levels -> allocation.decide(new StockLedger(levels))))
                .compose(outcome -> write(unit.sql(), outcome).map(outcome))
                .map(outcome -> {
                    outcome.answers().forEach(reservation -> tell(unit, reservation));
                    return null;
                });
    }

    private Future<Allocation> begin(SqlConnection sql, List<StockCommand> commands) {
        Map<UUID, Reservation> claims = Allocation.claims(commands);
        return repository
                .claim(sql, claims.values())
                .compose(claimed -> {
                    Set<UUID> others =
                            commands.stream().map(StockCommand::orderId).collect(Collectors.toCollection(HashSet::new));
                    claimed.forEach(others::remove);
                    claims.keySet().retainAll(claimed);
                    return repository.lock(sql, others);
                })
                .map(known -> new Allocation(commands, byOrder(known), claims));
    }

    private Future<Void> write(SqlConnection sql, Outcome outcome) {
        return Future.join(
                        repository.update(sql, outcome.changed()),
                        repository.updateStock(sql, outcome.stock()),
                        repository.insertShipments(sql, outcome.shipped()))
                .mapEmpty();
    }

    private static void tell(UnitOfWork unit, Reservation reservation) {
        UUID orderId = reservation.orderId();
        Rejection rejection = reservation.rejection();
        if (rejection == null) {
            unit.emit(InventoryApi.STOCK_RESERVED, orderId, new StockReserved(orderId));
        } else {
            unit.emit(
                    InventoryApi.STOCK_REJECTED,
                    orderId,
                    new StockRejected(orderId, rejection.reason(), rejection.lines()));
        }
    }

    private static Map<UUID, Reservation> byOrder(Collection<Reservation> reservations) {
        return reservations.stream().collect(Collectors.toMap(Reservation::orderId, Function.identity()));
    }
}
