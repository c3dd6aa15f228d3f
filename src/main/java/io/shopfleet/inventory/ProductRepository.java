package io.shopfleet.inventory;

import io.shopfleet.inventory.api.InventoryApi.Quote;
import io.shopfleet.inventory.api.ProductView;
import io.shopfleet.platform.contract.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The SQL of products and of stock that is moved by hand. */
final class ProductRepository {
    private static final String VIEWS = """
            SELECT id, sku, name, price_minor, currency, on_hand - reserved AS available
            FROM products JOIN stock ON product_id = id
            """;
    private static final String LIST = VIEWS + "WHERE id > $1 ORDER BY id LIMIT $2";
    // Words are cut as in the column, each is the beginning of a word, and all must match. A word holds nothing but
    // letters and digits, so it cannot be an operator; no word at all makes the whole condition null, which finds
    // nothing. A word longer than PostgreSQL's limit would be an error.
    private static final String SEARCH = VIEWS + """
            WHERE id > $1 AND search @@ to_tsquery('simple', (
                SELECT string_agg(left(word, 200) || ':*', ' & ')
                FROM regexp_split_to_table($3, '[^[:alnum:]]+') AS word WHERE word <> ''))
            ORDER BY id LIMIT $2
            """;
    private static final String FIND_VIEW = VIEWS + "WHERE id = $1";
    private static final String QUOTES = "SELECT id, sku, name, price_minor, currency FROM products WHERE id = ANY($1)";
    private static final String FIND_CURRENCY = "SELECT currency FROM products WHERE id = $1";
    private static final String INSERT = """
            WITH product AS (
                INSERT INTO products (sku, name, price_minor, currency) VALUES ($1, $2, $3, $4) RETURNING id)
            INSERT INTO stock (product_id, on_hand) SELECT id, $5 FROM product RETURNING product_id AS id
            """;
    private static final String UPDATE = """
            UPDATE products SET name = coalesce($2, name), price_minor = coalesce($3, price_minor), updated_at = now()
            WHERE id = $1
            """;
    private static final String FIND_STOCK = """
            SELECT product_id, sku, on_hand, reserved FROM stock JOIN products ON id = product_id WHERE id = $1
            """;
    private static final String MOVE_STOCK = """
            UPDATE stock SET on_hand = on_hand + $2 FROM products
            WHERE product_id = $1 AND id = $1 RETURNING product_id, sku, on_hand, reserved
            """;
    private static final String INSERT_MOVEMENT =
            "INSERT INTO movements (product_id, delta, reason, actor) VALUES ($1, $2, $3, $4)";

    /** A page of all products, by ascending id. */
    Future<List<ProductView>> list(SqlClient sql, long after, int limit) {
        return sql.preparedQuery(LIST)
                .mapping(ProductRepository::view)
                .execute(Tuple.of(after, limit))
                .map(ProductRepository::list);
    }

    /** A page of the products that have a word for each of the query's beginnings of words, by ascending id. */
    Future<List<ProductView>> search(SqlClient sql, String query, long after, int limit) {
        return sql.preparedQuery(SEARCH)
                .mapping(ProductRepository::view)
                .execute(Tuple.of(after, limit, query))
                .map(ProductRepository::list);
    }

    /** One product. */
    Future<Optional<ProductView>> find(SqlClient sql, long id) {
        return sql.preparedQuery(FIND_VIEW)
                .mapping(ProductRepository::view)
                .execute(Tuple.of(id))
                .map(ProductRepository::first);
    }

    /** Names and prices, by ascending id. */
    Future<List<Quote>> quotes(SqlClient sql, Set<Long> ids) {
        return sql.preparedQuery(QUOTES)
                .mapping(row -> product(row).quote())
                .execute(Tuple.of(ids.toArray(Long[]::new)))
                .map(ProductRepository::list);
    }

    /** The currency of a product's price, which never changes. */
    Future<Optional<String>> findCurrency(SqlClient sql, long id) {
        return sql.preparedQuery(FIND_CURRENCY)
                .mapping(row -> row.getString("currency"))
                .execute(Tuple.of(id))
                .map(ProductRepository::first);
    }

    /** Adds a product with its stock; its first movement is the caller's to insert. */
    Future<Product> insert(SqlClient sql, String sku, String name, Money price, long onHand) {
        return sql.preparedQuery(INSERT)
                .mapping(row -> new Product(row.getLong("id"), sku, name, price))
                .execute(Tuple.of(sku, name, price.minor(), price.currency(), onHand))
                .map(rows -> rows.iterator().next());
    }

    /** Changes what is not null. */
    Future<Void> update(SqlClient sql, long id, @Nullable String name, @Nullable Long priceMinor) {
        return sql.preparedQuery(UPDATE).execute(Tuple.of(id, name, priceMinor)).mapEmpty();
    }

    /** A product's stock. */
    Future<Optional<StockLevel>> findStock(SqlClient sql, long productId) {
        return sql.preparedQuery(FIND_STOCK)
                .mapping(ProductRepository::stock)
                .execute(Tuple.of(productId))
                .map(ProductRepository::first);
    }

    /** Changes what is on hand, and holds the row until the transaction ends. */
    Future<Optional<StockLevel>> moveStock(SqlClient sql, long productId, long delta) {
        return sql.preparedQuery(MOVE_STOCK)
                .mapping(ProductRepository::stock)
                .execute(Tuple.of(productId, delta))
                .map(ProductRepository::first);
    }

    /** Writes down why stock changed. */
    Future<Void> insertMovement(SqlClient sql, long productId, long delta, String reason, String actor) {
        return sql.preparedQuery(INSERT_MOVEMENT)
                .execute(Tuple.of(productId, delta, reason, actor))
                .mapEmpty();
    }

    private static Product product(Row row) {
        return new Product(
                row.getLong("id"),
                row.getString("sku"),
                row.getString("name"),
                new Money(row.getLong("price_minor"), row.getString("currency")));
    }

    private static ProductView view(Row row) {
        return product(row).view(row.getLong("available"));
    }

    /** Reads a row of stock joined with its product. */
    static StockLevel stock(Row row) {
        return new StockLevel(
                row.getLong("product_id"), row.getString("sku"), row.getLong("on_hand"), row.getLong("reserved"));
    }

    private static <T> List<T> list(RowSet<T> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }

    private static <T> Optional<T> first(RowSet<T> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }
}
