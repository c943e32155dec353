package ripcord.server.database;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the tests of a class say is true on each engine: all of them run once on SQLite and once on a real PostgreSQL,
/// which [StoreUnderTest#open] opens.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(EveryStore.class)
public @interface OnEveryStore {}
