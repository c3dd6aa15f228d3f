package io.shopfleet.platform.batch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds values by their keys, for many callers with one question: those who ask while a question is under way share the
 * next one.
 *
 * @param <K> a key
 * @param <V> a value
 */
public final class Lookup<K, V> {
    private static final int GROUP_LIMIT = 500;

    private final Batcher<Collection<K>, Map<K, V>> batcher;

    /**
     * Makes a lookup on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param find finds the values of some keys; those without a value are left out
     */
    public Lookup(Vertx vertx, Function<Set<K>, Future<Map<K, V>>> find) {
        this.batcher = new Batcher<>(vertx, GROUP_LIMIT, group -> {
            Set<K> keys = new HashSet<>();
            group.forEach(keys::addAll);
            return find.apply(keys)
                    .map(found ->
                            group.stream().map(asked -> only(found, asked)).toList());
        });
    }

    /**
     * Finds one value.
     *
     * @param key its key
     * @return the value, if there is one
     */
    public Future<Optional<V>> find(K key) {
        return findAll(List.of(key)).map(found -> Optional.ofNullable(found.get(key)));
    }

    /**
     * Finds several values.
     *
     * @param keys their keys
     * @return the values by key; those without a value are left out
     */
    public Future<Map<K, V>> findAll(Collection<K> keys) {
        return batcher.submit(keys);
    }

    private static <K, V> Map<K, V> only(Map<K, V> found, Collection<K> asked) {
        Map<K, V> mine = new HashMap<>();
        for (K key : asked) {
            V value = found.get(key);
            if (value != null) {
                mine.put(key, value);
            }
        }
        return mine;
    }
}
