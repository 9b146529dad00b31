// The front page's one field: what is typed is read here, so that a covered code typed by mistake goes nowhere.
import { follow, type Tell } from '../scan/follow';
import { textsOf } from '../scan/page-texts';
import en from '../scan/scan.en.json';
import zh from '../scan/scan.zh.json';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const say = textsOf({ zh, en });
const tell: Tell = (text) => { find('said').textContent = text; };

find<HTMLFormElement>('typed').addEventListener('submit', (event) => {
  event.preventDefault();
  follow(find<HTMLInputElement>('code').value, say, tell, find('choices'));
});
