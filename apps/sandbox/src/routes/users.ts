import { missing } from '../refusal.ts';
import { type Route, single } from '../route.ts';

export const userRoutes: Route[] = [
  {
    method: 'GET',
    path: '/id/api/users/current',
    query: [],
    handle(call) {
      const [user] = call.world.users.all();
      if (user === undefined) throw missing('User');
      return single(user, call);
    },
  },
];
