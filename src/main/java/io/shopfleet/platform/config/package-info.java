/**
 * Reads the settings of a process from conf files, a mounted directory and the environment into validated
 * records. Knows no setting by name: the records do. Uses nothing else of the platform.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
