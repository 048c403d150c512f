/** The five places, help and the theme: a column at the left, a row at the bottom on a narrow window. */
import { NavLink } from 'react-router';
import { HelpSheet } from './HelpSheet';
import { places } from './places';
import styles from './Rail.module.css';
import { ThemeMenu } from './ThemeMenu';

export function Rail() {
  return (
    <nav className={styles.rail} aria-label="Places">
      <ul className={styles.list}>
        {places.map(({ path, title, icon: Icon }) => (
          <li key={path}>
            <NavLink to={path} className={styles.link}>
              <Icon aria-hidden="true" />
              {title}
            </NavLink>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <HelpSheet className={styles.button} />
        <ThemeMenu />
      </div>
    </nav>
  );
}
