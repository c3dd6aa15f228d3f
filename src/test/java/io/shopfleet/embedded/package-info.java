/**
 * The infrastructure that tests and {@code scripts/run} bring with them: a real PostgreSQL, an AMQP broker inside the
 * JVM, and a real RabbitMQ where one is installed. Knows nothing of Shopfleet but the names of its databases, and is on
 * no production class path.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
