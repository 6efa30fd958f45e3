/** Extensions of pictures that the console shows; the server looks at the bytes as well. */
const PICTURE = /\.(?:png|apng|jpe?g|gif|webp|avif|bmp)$/i;

export const isPicture = (name: string): boolean => PICTURE.test(name);

/** The address at which the console's own server shows or takes a file. Pages load nothing of other hosts. */
export const fileAddress = (app: string, name: string): string =>
  `/files/${encodeURIComponent(app)}/${name.split('/').map(encodeURIComponent).join('/')}`;
