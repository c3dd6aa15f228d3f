/**
 * Questions and commands between roles over the Vert.x event bus, each bounded by a timeout and behind a circuit
 * breaker. Uses db (to tell a database that is away from a bug), json and the contract.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.bus;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
